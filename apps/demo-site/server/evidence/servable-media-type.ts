/** `type/subtype`, each a token, and at most parameters of tokens or plain quoted text (RFC 9110 §8.3.1). */
const mediaTypePattern =
  /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:; ?[\w!#$&^.+-]+=(?:[\w!#$&^.+-]+|"[\w !#$&'()*+,./:;<=>?@^-]*"))*$/

/** What the type of a file may be as a header; what rebuilt rows say of it nobody signed, so the rest is bytes of no type. */
export function servableMediaType(mediaType: string): string {
  return mediaTypePattern.test(mediaType) ? mediaType : 'application/octet-stream'
}
