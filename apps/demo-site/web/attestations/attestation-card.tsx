import { type Attestation, attestationState, expiryOf, useAuraClient, useSchema } from '@aura-sign/react'
import { Aura } from '../aura/aura.tsx'
import { Button } from '../ui/button.tsx'
import { CopyableAddress } from '../ui/copyable-address.tsx'
import { formatAge, formatTime } from '../ui/format-time.ts'
import { Icon } from '../ui/icon.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { DecodedValues } from './decoded-values.tsx'
import { EvidenceLinks } from './evidence-links.tsx'
import { ShareButton } from './share-button.tsx'
import { StateBadge } from './state-badge.tsx'

interface AttestationCardProps {
  readonly attestation: Attestation
  /** Who looks at it. */
  readonly self: string
  readonly now: Date
  readonly onVerify: (attestation: Attestation) => void
  readonly onRevoke: (attestation: Attestation) => void
}

/** One attestation: who says what about whom, what it is worth now, and what can be done with it. */
export function AttestationCard({ attestation, self, now, onVerify, onRevoke }: AttestationCardProps) {
  const { attester, object, evidence, acceptedAt } = attestation
  const recipient = String(object.message.recipient)
  const isMine = isSame(attester, self)
  const other = isMine ? recipient : attester
  const state = attestationState(attestation, now)
  return (
    <li
      data-attestation={attestation.uid}
      className="flex flex-col rounded-3xl border border-line bg-surface p-4 shadow-raised sm:p-6"
    >
      <div className="flex items-start gap-3.5">
        <Aura address={other} className="size-11 shrink-0" />
        <div className="min-w-0 flex-1">
          <p className="flex min-h-9 flex-wrap items-center gap-x-1.5 text-[0.9375rem]">
            {isMine ? 'About' : 'From'}
            {isSame(other, self) ? (
              <strong className="font-semibold">yourself</strong>
            ) : (
              <CopyableAddress address={other} />
            )}
          </p>
          <p className="mt-0.5 flex flex-wrap items-center gap-x-2.5 text-muted text-sm">
            <StateBadge state={state} />
            {formatAge(new Date(acceptedAt), now)}
          </p>
        </div>
      </div>
      <div className="mt-4 flex-1 space-y-4">
        <Said attestation={attestation} />
        <EvidenceLinks evidence={evidence} />
      </div>
      <Facts attestation={attestation} now={now} />
      <div className="mt-3 -mb-1 -ml-3 flex flex-wrap items-center gap-x-1">
        <ShareButton attestation={attestation} />
        <Button look="quiet" onClick={() => onVerify(attestation)}>
          <Icon name="check" />
          Verify
        </Button>
        {isMine && state !== 'revoked' && object.message.revocable === true && (
          <Button look="quiet" onClick={() => onRevoke(attestation)}>
            <Icon name="close" />
            Revoke
          </Button>
        )}
      </div>
    </li>
  )
}

function Said({ attestation }: { readonly attestation: Attestation }) {
  const client = useAuraClient()
  const { schema: uid, data } = attestation.object.message
  const schema = useSchema(String(uid))
  if (schema.isPending) return <Skeleton className="h-6 w-3/5 rounded-lg" />
  const values = schema.data ? client.decodeValues(schema.data.fields, String(data)) : null
  if (values !== null) return <DecodedValues values={values} withoutEvidence />
  return <p className="text-muted text-sm">What it says cannot be shown: its schema could not be read.</p>
}

function Facts({ attestation, now }: { readonly attestation: Attestation; readonly now: Date }) {
  const { object, revocation, journaled } = attestation
  const expiresAt = expiryOf(attestation)
  const isCopied = journaled && revocation?.journaled !== false
  const facts = [
    revocation && `Revoked ${formatAge(new Date(revocation.revokedAt), now)}; that is final`,
    expiresAt && `${expiresAt <= now ? 'Expired' : 'Expires'} ${formatTime(expiresAt, now)}`,
    !revocation && object.message.revocable !== true && 'Cannot be revoked: it was made that way',
    isCopied ? 'Copied to the backup store' : 'Waiting for its copy in the backup store',
  ].filter((fact) => typeof fact === 'string')
  return (
    <ul className="mt-4 flex flex-wrap gap-x-4 gap-y-1 border-line border-t pt-3 text-muted text-sm">
      {facts.map((fact) => (
        <li key={fact}>{fact}</li>
      ))}
    </ul>
  )
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
