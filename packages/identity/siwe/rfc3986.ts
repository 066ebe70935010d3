// The grammar of RFC 3986, Appendix A, as regular expressions. Every repetition is over single characters that its
// successor cannot start with, so matching takes time linear in the text.
const unreservedOrSubDelims = "A-Za-z0-9\\-._~!$&'()*+,;="
const percentEncoded = '%[0-9A-Fa-f]{2}'
const pchar = `(?:[${unreservedOrSubDelims}:@]|${percentEncoded})`

const decimalOctet = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])'
const ipv4Address = `${decimalOctet}(?:\\.${decimalOctet}){3}`
const h16 = '[0-9A-Fa-f]{1,4}'
const ls32 = `(?:${h16}:${h16}|${ipv4Address})`
const ipv6Address = [
  `(?:${h16}:){6}${ls32}`,
  `::(?:${h16}:){5}${ls32}`,
  `(?:${h16})?::(?:${h16}:){4}${ls32}`,
  `(?:(?:${h16}:){0,1}${h16})?::(?:${h16}:){3}${ls32}`,
  `(?:(?:${h16}:){0,2}${h16})?::(?:${h16}:){2}${ls32}`,
  `(?:(?:${h16}:){0,3}${h16})?::${h16}:${ls32}`,
  `(?:(?:${h16}:){0,4}${h16})?::${ls32}`,
  `(?:(?:${h16}:){0,5}${h16})?::${h16}`,
  `(?:(?:${h16}:){0,6}${h16})?::`,
].join('|')
const ipvFuture = `[Vv][0-9A-Fa-f]+\\.[${unreservedOrSubDelims}:]+`

// IPv4address is left out of host: every IPv4 address is a reg-name too.
const host = `(?:\\[(?:${ipv6Address}|${ipvFuture})\\]|(?:[${unreservedOrSubDelims}]|${percentEncoded})*)`
const authority = `(?:(?:[${unreservedOrSubDelims}:]|${percentEncoded})*@)?${host}(?::[0-9]*)?`
const scheme = '[A-Za-z][A-Za-z0-9+.\\-]*'
const hierPart = `(?://${authority}(?:/${pchar}*)*|/(?:${pchar}+(?:/${pchar}*)*)?|${pchar}+(?:/${pchar}*)*|)`
const queryOrFragment = `(?:${pchar}|[/?])*`

const schemePattern = new RegExp(`^${scheme}$`)
const authorityPattern = new RegExp(`^${authority}$`)
const uriPattern = new RegExp(`^${scheme}:${hierPart}(?:\\?${queryOrFragment})?(?:#${queryOrFragment})?$`)
const pcharsPattern = new RegExp(`^${pchar}*$`)

/** RFC 3986 §3.1. */
export function isScheme(text: string): boolean {
  return schemePattern.test(text)
}

/** RFC 3986 §3.2, the empty authority included. */
export function isAuthority(text: string): boolean {
  return authorityPattern.test(text)
}

/** RFC 3986 §3: an absolute URI with optional fragment; relative references are not URIs. */
export function isUri(text: string): boolean {
  return uriPattern.test(text)
}

/** RFC 3986 §3.3, `*pchar`. */
export function isPchars(text: string): boolean {
  return pcharsPattern.test(text)
}
