import { decodeShareLink } from '../share-link.ts'

export type Submission =
  | {
      readonly ok: true
      readonly object: unknown
      readonly signer?: string
      /** Where the object was: empty, `sig` or `shareLink`. */
      readonly place: '' | 'sig' | 'shareLink'
    }
  | { readonly ok: false; readonly field: string; readonly detail: string }

/**
 * An attestation in any form that EAS' tools give it: the object itself; `{sig, signer}`, which contract wallets need; or
 * `{shareLink}`, a link or its fragment. Nothing is verified.
 */
export function readSubmission(body: unknown): Submission {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return { ok: true, object: body, place: '' }
  if (Object.hasOwn(body, 'shareLink')) return readShareLink((body as { shareLink: unknown }).shareLink)
  if (!Object.hasOwn(body, 'sig')) return { ok: true, object: body, place: '' }
  const { sig, signer } = body as { sig: unknown; signer?: unknown }
  if (typeof signer !== 'string') return { ok: false, field: 'signer', detail: 'it is not the address of the attester' }
  return { ok: true, object: sig, signer, place: 'sig' }
}

function readShareLink(link: unknown): Submission {
  if (typeof link !== 'string') return { ok: false, field: 'shareLink', detail: 'it is not text' }
  const decoded = decodeShareLink(link)
  if (!decoded.ok) return { ok: false, field: 'shareLink', detail: decoded.detail }
  return { ok: true, object: decoded.attestation, signer: decoded.signer, place: 'shareLink' }
}
