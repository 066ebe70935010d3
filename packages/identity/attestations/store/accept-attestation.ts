import { isDeepStrictEqual } from 'node:util'
import type { Queryable, Transaction } from '@aura-sign/postgres'
import { enqueueEmbeddingsOf } from '../../similarity/enqueue-embeddings.ts'
import { parseAddress } from '../../siwe/parse-address.ts'
import { zeroBytes32 } from '../attestation.ts'
import { easObject } from '../eas-object.ts'
import { readAttestation } from '../read-attestation.ts'
import type { SchemaFieldValue } from '../schema/schema-type.ts'
import { type AttestationVerdict, type AuthenticAttestation, verifyAttestation } from '../verify-attestation.ts'
import { type AttestationStore, verificationOptions } from './attestation-store.ts'
import { findAttestation } from './find-attestation.ts'
import { insertAttestations } from './insert-attestations.ts'
import { isSameSigned } from './is-same-signed.ts'
import { namedEvidence } from './named-evidence.ts'
import type { StoredAttestation } from './stored-attestation.ts'
import { timeOrderedId } from './time-ordered-id.ts'

export type Acceptance =
  | { readonly ok: true; readonly created: boolean; readonly attestation: StoredAttestation }
  | { readonly ok: false; readonly reason: 'not_valid'; readonly verdict: AttestationVerdict }
  /** What `refUID` names is not here. */
  | { readonly ok: false; readonly reason: 'reference_missing'; readonly refUid: string }
  /** Its attester signed something else with this uid, as for another chain, and that is kept here. */
  | { readonly ok: false; readonly reason: 'differs'; readonly stored: StoredAttestation }
  /** Files that are not here, by their SHA-256. */
  | { readonly ok: false; readonly reason: 'evidence_missing'; readonly sha256: readonly string[] }

/**
 * Keeps an EAS off-chain attestation that verifies, once for each attester and uid: the same one again, in whatever form, is the
 * stored one, even when it has expired since. The files that it names are held, and the embeddings of who it is about are
 * computed anew, by the same transaction. `signer` is needed for contract wallets.
 */
export async function acceptAttestation(
  store: AttestationStore,
  options: { object: unknown; signer?: string },
): Promise<Acceptance> {
  const repeated = await findRepeated(store, options)
  if (repeated) return { ok: true, created: false, attestation: repeated }
  const { object, signer } = options
  const verdict = await verifyAttestation({
    ...verificationOptions(store),
    attestation: object,
    ...(signer !== undefined && { signer }),
  })
  const { authentic, values = [] } = verdict
  if (!authentic) return { ok: false, reason: 'not_valid', verdict }
  const { attester, attestation } = authentic
  const stored = await findAttestation(store.sql, { attester, uid: attestation.uid })
  if (stored) return keptAlready(stored, authentic)
  // Of an object alone nobody said whose it should be: it is kept as whose key made it.
  if (verdict.checks.some(({ ok }) => ok === false)) return { ok: false, reason: 'not_valid', verdict }
  const evidence = namedEvidence(values)
  const { clock, sql } = store
  const result = await sql.begin(async (transaction) => {
    const missing = await missingGround(transaction, { refUid: attestation.message.refUID, evidence })
    return missing ?? { created: await insert(transaction, { authentic, evidence, values, now: clock.now() }) }
  })
  if (!('created' in result)) return result
  const kept = await findAttestation(sql, { attester, uid: attestation.uid })
  if (!kept) throw new Error('an attestation that was inserted is not there')
  return result.created ? { ok: true, created: true, attestation: kept } : keptAlready(kept, authentic)
}

function keptAlready(stored: StoredAttestation, { attestation }: AuthenticAttestation): Acceptance {
  return isSameSigned(stored, attestation)
    ? { ok: true, created: false, attestation: stored }
    : { ok: false, reason: 'differs', stored }
}

/** What is stored already needs no second verification: a contract wallet's answer may have changed, its chain may be down. */
async function findRepeated(
  { sql }: AttestationStore,
  { object, signer }: { object: unknown; signer?: string },
): Promise<StoredAttestation | null> {
  const attester = signer === undefined ? undefined : parseAddress(signer)
  const read = attester?.ok ? readAttestation(object) : undefined
  if (!attester?.ok || !read?.ok) return null
  const stored = await findAttestation(sql, { attester: attester.address, uid: read.attestation.uid })
  return stored && isDeepStrictEqual(stored.object, asJson(easObject(read.attestation))) ? stored : null
}

function asJson(object: unknown): unknown {
  return JSON.parse(JSON.stringify(object))
}

type Missing = Extract<Acceptance, { reason: 'reference_missing' | 'evidence_missing' }>

async function missingGround(
  transaction: Transaction,
  { refUid, evidence }: { refUid: string; evidence: readonly string[] },
): Promise<Missing | null> {
  if (refUid !== zeroBytes32 && !(await isKnown(transaction, refUid))) {
    return { ok: false, reason: 'reference_missing', refUid }
  }
  if (evidence.length === 0) return null
  // Held until this transaction ends: a file that is being collected is waited for, and then missing.
  const held = await transaction<{ sha256: string }[]>`
    select sha256 from evidence
    where sha256 = any(${[...evidence]}::text[]) and collecting_at is null order by sha256 for key share`
  const there = new Set(held.map(({ sha256 }) => sha256))
  const sha256 = evidence.filter((hash) => !there.has(hash))
  return sha256.length > 0 ? { ok: false, reason: 'evidence_missing', sha256 } : null
}

/** Whoever attested it: a reference names no attester. */
async function isKnown(queryable: Queryable, uid: string): Promise<boolean> {
  const found = await queryable`select from attestations where uid = ${uid} limit 1`
  return found.length > 0
}

interface Insertion {
  readonly authentic: AuthenticAttestation
  readonly evidence: readonly string[]
  readonly values: readonly SchemaFieldValue[]
  readonly now: Date
}

/** Resolves to false when it was stored at the same moment by another request. */
async function insert(transaction: Transaction, { now, ...given }: Insertion): Promise<boolean> {
  const row = { ...given, id: timeOrderedId(now), acceptedAt: now, journaledAt: null }
  const inserted = await insertAttestations(transaction, [row])
  if (inserted.length === 0) return false
  await enqueueEmbeddingsOf(transaction, { addresses: [given.authentic.attestation.message.recipient], now })
  return true
}
