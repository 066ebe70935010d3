/** Name and sign of the service. */
export function Wordmark() {
  return (
    <a href="/" className="inline-flex items-center gap-2.5 rounded-lg font-display text-xl tracking-tight">
      <svg viewBox="0 0 32 32" className="size-7" aria-hidden="true">
        <circle cx="16" cy="16" r="15" className="fill-accent opacity-20" />
        <circle cx="15" cy="17" r="10.5" className="fill-accent opacity-35" />
        <circle cx="16.5" cy="15.5" r="6" className="fill-accent" />
      </svg>
      Aura-Sign
    </a>
  )
}
