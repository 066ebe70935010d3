import { parseSiwe } from './parse-siwe.ts'
import type { SiweFields } from './siwe-fields.ts'

/**
 * The EIP-4361 text of the fields, ready for `personal_sign`; the inverse of `parseSiwe`. Throws RangeError when the
 * fields have no such text, because a line break inside one field would forge the next.
 */
export function createSiweMessage(fields: SiweFields): string {
  const text = render(fields)
  const parsed = parseSiwe(text)
  if (!parsed.ok) throw new RangeError(`the fields make no sign-in message: ${parsed.reason}`)
  if (!fieldNames.every((name) => String(parsed.fields[name]) === String(fields[name]))) {
    throw new RangeError('the fields make a sign-in message that says something else')
  }
  return text
}

const fieldNames = [
  'scheme',
  'domain',
  'address',
  'statement',
  'uri',
  'version',
  'chainId',
  'nonce',
  'issuedAt',
  'expirationTime',
  'notBefore',
  'requestId',
  'resources',
] as const satisfies readonly (keyof SiweFields)[]

function render(fields: SiweFields): string {
  const origin = fields.scheme === undefined ? fields.domain : `${fields.scheme}://${fields.domain}`
  const lines = [`${origin} wants you to sign in with your Ethereum account:`, fields.address, '']
  if (fields.statement !== undefined) lines.push(fields.statement)
  lines.push(
    '',
    `URI: ${fields.uri}`,
    `Version: ${fields.version}`,
    `Chain ID: ${fields.chainId}`,
    `Nonce: ${fields.nonce}`,
    `Issued At: ${fields.issuedAt}`,
  )
  if (fields.expirationTime !== undefined) lines.push(`Expiration Time: ${fields.expirationTime}`)
  if (fields.notBefore !== undefined) lines.push(`Not Before: ${fields.notBefore}`)
  if (fields.requestId !== undefined) lines.push(`Request ID: ${fields.requestId}`)
  if (fields.resources !== undefined) lines.push('Resources:', ...fields.resources.map((uri) => `- ${uri}`))
  return lines.join('\n')
}
