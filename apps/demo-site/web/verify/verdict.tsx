import type { AttestationVerdict } from '@aura-sign/react'
import type { ReactNode } from 'react'
import { DecodedValues } from '../attestations/decoded-values.tsx'
import { EvidenceLinks } from '../attestations/evidence-links.tsx'
import { Aura } from '../aura/aura.tsx'
import { CopyableAddress } from '../ui/copyable-address.tsx'
import { Icon } from '../ui/icon.tsx'
import { ClaimFacts } from './claim-facts.tsx'
import { type Claims, claimsOf } from './claims.ts'
import { detailOf, isUnnamed, judgementOf, nameOf } from './judgement.ts'

interface VerdictProps {
  readonly verdict: AttestationVerdict
  /** What it says of itself, where that could be read. */
  readonly claims: Claims | null
  /** Of the heading. */
  readonly level?: 2 | 3
  /** What there is to do about it, before everything that it rests on. */
  readonly children?: ReactNode
}

const tones = {
  good: { look: 'bg-good-soft text-good', icon: 'check' },
  open: { look: 'bg-sunken text-muted', icon: 'warning' },
  caution: { look: 'bg-caution-soft text-caution', icon: 'warning' },
  danger: { look: 'bg-danger-soft text-danger', icon: 'close' },
} as const

const formats = {
  'offchain-v2': null,
  'offchain-v1': 'EAS off-chain version 1: it was signed without a salt.',
  legacy: 'Legacy EAS: it was signed without a version.',
}

/** What an attestation is worth, what it says, and every check that was made. */
export function Verdict({ verdict, claims: read, level = 3, children }: VerdictProps) {
  const { tone, title, detail } = judgementOf(verdict)
  const { look, icon } = tones[tone]
  const Heading = `h${level}` as const
  const claims = verdict.stored ? claimsOf(verdict.stored.object.message) : read
  const format = verdict.format && formats[verdict.format]
  return (
    <div data-verdict={tone} className="animate-arrive">
      <div role="status" className={`flex gap-3.5 rounded-2xl p-4 ${look}`}>
        <Icon name={icon} className="mt-1 size-6" />
        <div className="min-w-0">
          <Heading className="text-xl leading-snug">{title}</Heading>
          <p className="mt-1 text-[0.9375rem] text-ink">{detail}</p>
          {format && <p className="mt-1 text-[0.9375rem] text-ink">{format}</p>}
        </div>
      </div>
      {children}
      {verdict.attester !== null && (
        <div className="mt-5 space-y-4">
          <div className="grid gap-3 sm:grid-cols-2">
            <Party
              label={isUnnamed(verdict) ? 'The signature is of the key of' : 'Signed by'}
              address={verdict.attester}
            />
            {claims !== null && <Party label="About" address={claims.recipient} />}
          </div>
          {verdict.values && (
            <blockquote className="border-accent border-l-2 pl-4">
              <DecodedValues values={verdict.values} withoutEvidence={verdict.stored !== null} />
            </blockquote>
          )}
          {verdict.stored && <EvidenceLinks evidence={verdict.stored.evidence} />}
          {claims && <ClaimFacts claims={claims} isReadable={verdict.values !== null} />}
        </div>
      )}
      <ul className="mt-6 divide-y divide-line border-line border-t text-[0.9375rem]" aria-label="Checks">
        {verdict.checks.map((check) => (
          <li key={check.name} data-check={check.name} className="flex gap-3 py-2">
            <Mark ok={check.ok} />
            <p className="min-w-0 flex-1 sm:flex sm:gap-4">
              <span className="block shrink-0 font-medium sm:w-40">{nameOf(check.name)}</span>
              <span className="min-w-0 wrap-anywhere text-muted">{detailOf(check)}</span>
            </p>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Party({ label, address }: { readonly label: string; readonly address: string | null }) {
  if (address === null) {
    return (
      <div>
        <p className="text-muted text-sm">{label}</p>
        <p className="min-h-9">Nobody in particular</p>
      </div>
    )
  }
  return (
    <div className="flex items-center gap-3">
      <Aura address={address} className="size-11 shrink-0" />
      <div className="min-w-0">
        <p className="text-muted text-sm">{label}</p>
        <CopyableAddress address={address} />
      </div>
    </div>
  )
}

function Mark({ ok }: { readonly ok: boolean | null }) {
  if (ok === null) {
    return (
      <span className="mt-0.5 grid size-5 shrink-0 place-items-center text-muted">
        <span aria-hidden="true" className="h-px w-2.5 bg-current" />
        <span className="sr-only">not made:</span>
      </span>
    )
  }
  return (
    <span className={`mt-0.5 shrink-0 ${ok ? 'text-good' : 'text-danger'}`}>
      <Icon name={ok ? 'check' : 'close'} />
      <span className="sr-only">{ok ? 'passed:' : 'failed:'}</span>
    </span>
  )
}
