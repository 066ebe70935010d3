/** The shape of something that is on its way. The container around it says what, to those who cannot see it. */
export function Skeleton({ className }: { readonly className?: string }) {
  return <span aria-hidden="true" className={`block animate-breathe bg-line/70 ${className ?? ''}`} />
}
