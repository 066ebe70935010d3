import type { AttestationSubmission } from '@aura-sign/client'

export type Pasted =
  | { readonly ok: true; readonly submission: AttestationSubmission }
  | { readonly ok: false; readonly message: string }

const textLengthMax = 200_000
const marker = '#attestation='

/** What somebody pasted: a share link, its fragment, or the JSON of an attestation. Nothing in it is verified yet. */
export function readPasted(text: string): Pasted {
  const trimmed = text.trim()
  if (trimmed === '') return { ok: false, message: 'Paste a share link, or the JSON of an attestation' }
  if (trimmed.length > textLengthMax) return { ok: false, message: 'It is too long for an attestation' }
  if (trimmed.startsWith('{')) return readJson(trimmed)
  if (trimmed.includes(marker)) return { ok: true, submission: { shareLink: trimmed } }
  return { ok: false, message: 'It is neither a share link (with #attestation=) nor JSON' }
}

function readJson(text: string): Pasted {
  try {
    const submission: unknown = JSON.parse(text)
    if (typeof submission !== 'object' || submission === null) throw new Error('no object')
    // Whatever it is: the service says what is wrong with it.
    return { ok: true, submission: submission as AttestationSubmission }
  } catch {
    return { ok: false, message: 'It is not JSON: a part may be missing' }
  }
}
