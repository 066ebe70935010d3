/**
 * Whether `If-None-Match` names an entity tag, so that its owner need not be sent the content: any of a list, weak or not, or `*`
 * (RFC 9110 §13.1.2, compared weakly as in §8.8.3.2). `etag` is a strong one, with its quotes.
 */
export function isTagKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  if (header.trim() === '*') return true
  // A tag may hold commas: the list is not split at them.
  const tags = header.matchAll(/(?:W\/)?("[\x21\x23-\x7e\x80-\xff]*")/g)
  return tags.some(([, tag]) => tag === etag)
}
