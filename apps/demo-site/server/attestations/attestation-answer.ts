import { encodeShareLink, type Judgement, readAttestation, type StoredAttestation } from '@aura-sign/identity'
import type { z } from 'zod'
import type { attestationSchema, verdictSchema } from './attestation-schemas.ts'

type Answer = z.input<typeof attestationSchema>

/** An attestation as answers have it. */
export function attestationAnswer(stored: StoredAttestation): Answer {
  const { attester, uid, object, evidence, acceptedAt, journaledAt, revocation } = stored
  return {
    attester,
    uid,
    format: formatOf(object.version),
    // Read from where only what was verified is written.
    object: object as Answer['object'],
    evidence: [...evidence],
    acceptedAt: acceptedAt.toISOString(),
    journaled: journaledAt !== null,
    revocation: revocation && {
      revokedAt: revocation.revokedAt.toISOString(),
      journaled: revocation.journaledAt !== null,
      object: revocation.object as unknown as NonNullable<Answer['revocation']>['object'],
    },
  }
}

/** The same with its share link; `origin` is where the page is. */
export function attestationWithLink(stored: StoredAttestation, origin: string): Answer {
  const read = readAttestation(stored.object)
  if (!read.ok) throw new Error(`the stored attestation ${stored.uid} cannot be read: ${read.detail}`)
  const link = encodeShareLink({ attestation: read.attestation, attester: stored.attester })
  return { ...attestationAnswer(stored), shareLink: link.ok ? `${origin}/${link.fragment}` : null }
}

export function verdictAnswer(judgement: Judgement, origin: string): z.input<typeof verdictSchema> {
  const { ok, checks, authentic, values, retryable, stored } = judgement
  return {
    ok,
    checks: checks.map((check) => ({ ...check })),
    attester: authentic?.attester ?? null,
    signer: authentic?.signer ?? null,
    format: authentic ? formatOf(authentic.attestation.version) : null,
    values: values ? (asJson(values) as z.input<typeof verdictSchema>['values']) : null,
    retryable,
    stored: stored && attestationWithLink(stored, origin),
  }
}

function formatOf(version: number): Answer['format'] {
  return version === 2 ? 'offchain-v2' : version === 1 ? 'offchain-v1' : 'legacy'
}

/** Integers as decimal text: JSON's numbers are not exact. */
function asJson(values: unknown): unknown {
  return JSON.parse(JSON.stringify(values, (_, value) => (typeof value === 'bigint' ? String(value) : value)))
}
