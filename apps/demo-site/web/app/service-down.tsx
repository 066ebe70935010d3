import { explainError } from '@aura-sign/react'
import { Button } from '../ui/button.tsx'

/** The page when nothing is known yet and nobody answers. */
export function ServiceDown({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const { title, detail } = explainError(error)
  return (
    <section className="mx-auto grid max-w-lg justify-items-center pt-[6vh] text-center" role="alert">
      <svg viewBox="-60 -60 120 120" className="size-44 text-edge sm:size-56" aria-hidden="true">
        {[58, 46, 34, 22].map((radius) => (
          <circle key={radius} r={radius} fill="none" stroke="currentColor" strokeWidth="0.6" strokeDasharray="1.5 4" />
        ))}
        <circle r="7" className="animate-breathe fill-accent" />
      </svg>
      <h1 className="mt-6 text-3xl leading-tight sm:text-4xl">{title}</h1>
      <p className="mt-3 text-lg text-muted">{detail} This page asks again every few seconds.</p>
      <Button look="secondary" onClick={onRetry} className="mt-7">
        Try again
      </Button>
    </section>
  )
}
