import { isDeepStrictEqual } from 'node:util'
import { AuraError } from '@aura-sign/core'
import { enqueueEmbeddingsOf } from '../../similarity/enqueue-embeddings.ts'
import { readAttestation } from '../read-attestation.ts'
import { readRevocation } from '../read-revocation.ts'
import { revocationObject } from '../revocation-typed-data.ts'
import { type RevocationVerdict, verifyRevocation } from '../verify-revocation.ts'
import { type AttestationStore, verificationOptions } from './attestation-store.ts'
import { findAttestation } from './find-attestation.ts'
import type { StoredAttestation } from './stored-attestation.ts'

export type RevocationAcceptance =
  | { readonly ok: true; readonly created: boolean; readonly attestation: StoredAttestation }
  | { readonly ok: false; readonly reason: 'not_found' }
  | {
      readonly ok: false
      readonly reason: 'not_valid'
      readonly verdict: Extract<RevocationVerdict, { ok: false }>
    }

/**
 * Keeps that an attester took an attestation back. It is final: the first one stays, and another valid one changes nothing. The
 * embeddings of who it was about are computed anew, by the same transaction. Throws `attestation_damaged`.
 */
export async function revokeAttestation(
  store: AttestationStore,
  options: { attester: string; uid: string; revocation: unknown },
): Promise<RevocationAcceptance> {
  const { sql } = store
  const { attester, uid } = options
  const stored = await findAttestation(sql, { attester, uid })
  if (!stored) return { ok: false, reason: 'not_found' }
  if (isSame(stored, options.revocation)) return { ok: true, created: false, attestation: stored }
  const read = readAttestation(stored.object)
  if (!read.ok) throw new AuraError('attestation_damaged', { attester: stored.attester, uid })
  const { now, chains } = verificationOptions(store)
  const verdict = await verifyRevocation({
    revocation: options.revocation,
    attestation: { attestation: read.attestation, attester: stored.attester },
    now,
    ...(chains && { chains }),
  })
  if (!verdict.ok) return { ok: false, reason: 'not_valid', verdict }
  const created = await keep(store, { stored, object: revocationObject(verdict.revocation) })
  const revoked = await findAttestation(sql, { attester, uid })
  if (!revoked) throw new Error('an attestation that was revoked is not there')
  return { ok: true, created, attestation: revoked }
}

/** What is stored already needs no second verification: a contract wallet's answer may have changed, its chain may be down. */
function isSame({ revocation }: StoredAttestation, given: unknown): boolean {
  const read = revocation ? readRevocation(given) : undefined
  if (!revocation || !read?.ok) return false
  return isDeepStrictEqual(revocation.object, JSON.parse(JSON.stringify(revocationObject(read.revocation))))
}

async function keep(
  { sql, clock }: AttestationStore,
  { stored, object }: { stored: StoredAttestation; object: object },
): Promise<boolean> {
  return await sql.begin(async (transaction) => {
    const now = clock.now()
    const [row] = await transaction<{ recipient: string }[]>`
      update attestations set revoked_at = ${now}, revocation = ${JSON.stringify(object)}::text::jsonb
      where attester = ${stored.attester.toLowerCase()} and uid = ${stored.uid} and revoked_at is null
      returning recipient`
    if (!row) return false
    await enqueueEmbeddingsOf(transaction, { addresses: [row.recipient], now })
    return true
  })
}
