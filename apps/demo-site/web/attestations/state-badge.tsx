import type { AttestationState } from '@aura-sign/react'

const looks: Record<AttestationState, { text: string; look: string; mark: string }> = {
  valid: { text: 'Valid', look: 'bg-good-soft text-good', mark: 'bg-good' },
  revoked: { text: 'Revoked', look: 'bg-danger-soft text-danger', mark: 'bg-danger' },
  expired: { text: 'Expired', look: 'bg-caution-soft text-caution', mark: 'bg-caution' },
}

export function StateBadge({ state }: { readonly state: AttestationState }) {
  const { text, look, mark } = looks[state]
  return (
    <span
      data-state={state}
      className={`inline-flex items-center gap-1.5 whitespace-nowrap rounded-full px-2.5 py-0.5 font-medium text-sm ${look}`}
    >
      <span aria-hidden="true" className={`size-1.5 rounded-full ${mark}`} />
      {text}
    </span>
  )
}
