import type { Health } from '@aura-sign/client'
import { useHealth } from './use-health.ts'

const sayings: Record<Health['status'], { text: string; mark: string }> = {
  ok: { text: 'All parts of the service are working', mark: 'bg-good' },
  degraded: { text: 'The service is working with reduced parts', mark: 'bg-caution' },
  down: { text: 'The service reports a fault', mark: 'bg-danger' },
}

/** How the service is, in one line; its parts on request. */
export function HealthLine() {
  const health = useHealth()
  if (health.data === undefined && !health.isError) return <p>Asking how the service is…</p>
  const saying = health.isError ? undefined : sayings[health.data.status]
  const components = health.isError ? [] : Object.entries(health.data.components)
  const line = (
    <span className="inline-flex items-center gap-2.5">
      <span aria-hidden="true" className={`size-2 rounded-full ${saying?.mark ?? 'bg-danger'}`} />
      {saying?.text ?? 'The service does not answer'}
    </span>
  )
  if (components.length === 0) return <p>{line}</p>
  return (
    <details>
      <summary className="min-h-6 list-none rounded-lg underline decoration-edge decoration-dotted underline-offset-4 hover:text-ink [&::-webkit-details-marker]:hidden">
        {line}
      </summary>
      <dl className="mt-3 grid grid-cols-[auto_auto] justify-start gap-x-6 gap-y-1">
        {components.map(([name, { status }]) => (
          <div key={name} className="contents">
            <dt>{name}</dt>
            <dd className="text-ink">{status}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
