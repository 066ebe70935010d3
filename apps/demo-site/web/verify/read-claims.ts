import { readShareLink } from '@aura-sign/client'
import { type Claims, claimsOf } from './claims.ts'

/**
 * What a submission to verify says of itself: the object, `{sig, signer}`, or `{shareLink}`. null where it cannot be read; the
 * service has the last word on that.
 */
export async function readClaims(submission: object): Promise<Claims | null> {
  if ('shareLink' in submission) {
    const read = await readShareLink(String(submission.shareLink)).catch(() => null)
    return read && claimsOf(read.sig.message)
  }
  const object = 'sig' in submission ? submission.sig : submission
  return typeof object === 'object' && object !== null && 'message' in object ? claimsOf(object.message) : null
}
