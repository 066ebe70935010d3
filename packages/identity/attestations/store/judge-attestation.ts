import { zeroBytes32 } from '../attestation.ts'
import type { SchemaFieldValue } from '../schema/schema-type.ts'
import {
  type AttestationCheckName,
  type AttestationRefusal,
  type AttestationVerdict,
  verifyAttestation,
} from '../verify-attestation.ts'
import { type AttestationStore, verificationOptions } from './attestation-store.ts'
import { findAttestation } from './find-attestation.ts'
import { isSameSigned } from './is-same-signed.ts'
import { namedEvidence } from './named-evidence.ts'
import type { StoredAttestation } from './stored-attestation.ts'

/** A check of the attestation alone, or one of those that a store can add. */
export interface JudgementCheck {
  readonly name: AttestationCheckName | 'reference' | 'evidence' | 'revocation'
  /** null: not made, and `detail` says why. */
  readonly ok: boolean | null
  readonly reason?: AttestationRefusal | 'revoked'
  readonly field?: string
  readonly detail: string
}

export interface Judgement extends Omit<AttestationVerdict, 'checks'> {
  readonly checks: readonly JudgementCheck[]
  /** This very one as it is stored, if it is. */
  readonly stored: StoredAttestation | null
}

/**
 * The verdict on any EAS off-chain attestation, stored here or not, with what this store knows about it. Without `signer` it is never
 * ok, also of one that is stored: anybody can have an altered object kept, as some key's.
 */
export async function judgeAttestation(
  store: AttestationStore,
  options: { object: unknown; signer?: string },
): Promise<Judgement> {
  const { object, signer } = options
  const verdict = await verifyAttestation({
    ...verificationOptions(store),
    attestation: object,
    ...(signer !== undefined && { signer }),
  })
  const { authentic } = verdict
  if (!authentic) {
    const detail = 'not made, because it is not known to be authentic'
    const skipped = (['reference', 'evidence', 'revocation'] as const).map((name) => ({ name, ok: null, detail }))
    return { ...verdict, checks: [...verdict.checks, ...skipped], stored: null }
  }
  const { attester, attestation } = authentic
  const found = await findAttestation(store.sql, { attester, uid: attestation.uid })
  const stored = found && isSameSigned(found, attestation) ? found : null
  const checks = [
    ...verdict.checks,
    await checkReference(store, attestation.message.refUID),
    await checkEvidence(store, verdict.values),
    checkRevocation(found, stored),
  ]
  return { ...verdict, ok: verdict.ok && checks.every(({ ok }) => ok !== false), checks, stored }
}

/** What is not here may be elsewhere: that refuses nothing. */
async function checkReference({ sql }: AttestationStore, refUid: string): Promise<JudgementCheck> {
  if (refUid === zeroBytes32) return { name: 'reference', ok: true, detail: 'it refers to no other' }
  const found = await sql`select from attestations where uid = ${refUid} limit 1`
  return found.length > 0
    ? { name: 'reference', ok: true, detail: 'what it refers to is here' }
    : { name: 'reference', ok: null, field: 'message.refUID', detail: 'what it refers to is not here' }
}

/** Which files it names, and whether they are here. Who has the attestation may have them too: that refuses nothing. */
async function checkEvidence(
  { sql }: AttestationStore,
  values: readonly SchemaFieldValue[] | undefined,
): Promise<JudgementCheck> {
  const name = 'evidence' as const
  if (!values) return { name, ok: null, detail: 'not made, because its data could not be read by its schema' }
  const named = namedEvidence(values)
  if (named.length === 0) return { name, ok: true, detail: 'it names no files' }
  const rows = await sql<{ sha256: string }[]>`
    select sha256 from evidence where sha256 = any(${named}::text[]) and collecting_at is null`
  const here = new Set(rows.map(({ sha256 }) => sha256))
  const missing = named.filter((sha256) => !here.has(sha256))
  if (missing.length === 0) return { name, ok: true, detail: `the files that it names are here: ${listed(named)}` }
  const detail = `of the ${named.length} files that it names, these are not here: ${listed(missing)}`
  return { name, ok: null, field: 'message.data', detail }
}

const listedMax = 5

function listed(sha256: readonly string[]): string {
  const more = sha256.length - listedMax
  return sha256.slice(0, listedMax).join(', ') + (more > 0 ? ` and ${more} more` : '')
}

function checkRevocation(found: StoredAttestation | null, stored: StoredAttestation | null): JudgementCheck {
  if (found && !stored) {
    // Of two with one uid only one can be kept and revoked: that counts for the other.
    return found.revocation
      ? { name: 'revocation', ok: false, reason: 'revoked', detail: `${another}, and was revoked` }
      : { name: 'revocation', ok: null, detail: `${another}: a revocation of this one would not be known` }
  }
  if (!stored) return { name: 'revocation', ok: null, detail: 'it is not stored here, so no revocation would be known' }
  return stored.revocation
    ? { name: 'revocation', ok: false, reason: 'revoked', detail: 'its attester revoked it' }
    : { name: 'revocation', ok: true, detail: 'no revocation is known' }
}

const another = 'the one that is kept here with this uid is another, as for another chain'
