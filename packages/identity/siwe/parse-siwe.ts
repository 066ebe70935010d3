import type { Address } from 'viem'
import { getAddress } from 'viem/utils'
import { parseTimestamp } from './parse-timestamp.ts'
import { isAuthority, isPchars, isScheme, isUri } from './rfc3986.ts'
import type { SiweFields } from './siwe-fields.ts'

/** Why a text is not a Sign-In with Ethereum message: the first field that is wrong. */
export type SiweParseReason =
  | 'message_too_large'
  | 'header_malformed'
  | 'scheme_malformed'
  | 'domain_malformed'
  | 'address_malformed'
  | 'address_checksum'
  | 'statement_malformed'
  | 'uri_malformed'
  | 'version_unsupported'
  | 'chain_id_malformed'
  | 'nonce_malformed'
  | 'issued_at_malformed'
  | 'expiration_time_malformed'
  | 'not_before_malformed'
  | 'request_id_malformed'
  | 'resource_malformed'
  | 'resources_too_many'
  | 'trailing_text'

export type SiweParseResult =
  | { readonly ok: true; readonly fields: SiweFields }
  | { readonly ok: false; readonly reason: SiweParseReason }

export interface SiweParseOptions {
  /** Default 8,192: room for every field and some dozen resources. */
  readonly maxMessageBytes?: number
  /** Default 32. */
  readonly maxResources?: number
}

const headerEnd = ' wants you to sign in with your Ethereum account:'
const addressPattern = /^0x[0-9A-Fa-f]{40}$/
const statementPattern = /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;= ]*$/
const noncePattern = /^[A-Za-z0-9]{8,}$/
const chainIdPattern = /^[1-9][0-9]{0,15}$/

/**
 * Parses a message by the ABNF of EIP-4361, in time linear in its size and without building a parser per call.
 *
 * Accepts what the grammar accepts, apart from these deliberate bounds, each of them narrower: the address carries its
 * EIP-55 checksum and starts with a lowercase `0x`; the chain id has no leading zero and lies between 1 and
 * `Number.MAX_SAFE_INTEGER`; second 60 is no time (see `parseTimestamp`); size and number of resources are bounded.
 */
export function parseSiwe(text: string, options: SiweParseOptions = {}): SiweParseResult {
  // The grammar is ASCII, so for every text that passes it UTF-16 units are bytes; others are only smaller than their bytes.
  if (text.length > (options.maxMessageBytes ?? 8_192)) return refuse('message_too_large')
  const fields = readFields(text.split('\n'), options.maxResources ?? 32)
  return typeof fields === 'string' ? refuse(fields) : { ok: true, fields }
}

function readFields(lines: readonly string[], maxResources: number): SiweFields | SiweParseReason {
  const origin = readOrigin(lines[0] ?? '')
  if (typeof origin === 'string') return origin
  const address = lines[1] ?? ''
  if (!isHexAddress(address)) return 'address_malformed'
  if (getAddress(address) !== address) return 'address_checksum'
  const statement = readStatement(lines)
  if (!statement.ok) return 'statement_malformed'
  const required = readRequired(lines, statement.next)
  if (typeof required === 'string') return required
  const optional = readOptional(lines, statement.next + requiredFieldCount, maxResources)
  if (typeof optional === 'string') return optional
  return { ...origin, address, ...statement.field, ...required, ...optional }
}

/** `[ scheme "://" ] domain` before the fixed text. */
function readOrigin(line: string): Pick<SiweFields, 'scheme' | 'domain'> | SiweParseReason {
  if (!line.endsWith(headerEnd)) return 'header_malformed'
  const origin = line.slice(0, -headerEnd.length)
  // An authority has no "/", so the first "://" can only end a scheme.
  const schemeEnd = origin.indexOf('://')
  const domain = schemeEnd < 0 ? origin : origin.slice(schemeEnd + 3)
  const scheme = origin.slice(0, Math.max(schemeEnd, 0))
  if (schemeEnd >= 0 && !isScheme(scheme)) return 'scheme_malformed'
  if (domain === '' || !isAuthority(domain)) return 'domain_malformed'
  return schemeEnd < 0 ? { domain } : { scheme, domain }
}

/** `LF [ statement LF ] LF` after the address: no statement and an empty one differ by one blank line. */
function readStatement(
  lines: readonly string[],
): { ok: true; field: Pick<SiweFields, 'statement'>; next: number } | { ok: false } {
  if (lines[2] !== '') return { ok: false }
  const statement = lines[3] ?? ''
  if (statement === '' && lines[4] !== '') return { ok: true, field: {}, next: 4 }
  if (lines[4] !== '' || !statementPattern.test(statement)) return { ok: false }
  return { ok: true, field: { statement }, next: 5 }
}

const requiredFieldCount = 5

function readRequired(
  lines: readonly string[],
  first: number,
): Pick<SiweFields, 'uri' | 'version' | 'chainId' | 'nonce' | 'issuedAt'> | SiweParseReason {
  const uri = fieldValue(lines[first], 'URI: ')
  if (uri === undefined || !isUri(uri)) return 'uri_malformed'
  const version = fieldValue(lines[first + 1], 'Version: ')
  if (version !== '1') return 'version_unsupported'
  const chainId = fieldValue(lines[first + 2], 'Chain ID: ')
  if (chainId === undefined || !chainIdPattern.test(chainId)) return 'chain_id_malformed'
  if (!Number.isSafeInteger(Number(chainId))) return 'chain_id_malformed'
  const nonce = fieldValue(lines[first + 3], 'Nonce: ')
  if (nonce === undefined || !noncePattern.test(nonce)) return 'nonce_malformed'
  const issuedAt = fieldValue(lines[first + 4], 'Issued At: ')
  if (issuedAt === undefined || parseTimestamp(issuedAt) === undefined) return 'issued_at_malformed'
  return { uri, version, chainId: Number(chainId), nonce, issuedAt }
}

function readOptional(
  lines: readonly string[],
  first: number,
  maxResources: number,
): Pick<SiweFields, 'expirationTime' | 'notBefore' | 'requestId' | 'resources'> | SiweParseReason {
  const fields: { expirationTime?: string; notBefore?: string; requestId?: string; resources?: readonly string[] } = {}
  let next = first
  const expirationTime = fieldValue(lines[next], 'Expiration Time: ')
  if (expirationTime !== undefined) {
    if (parseTimestamp(expirationTime) === undefined) return 'expiration_time_malformed'
    fields.expirationTime = expirationTime
    next += 1
  }
  const notBefore = fieldValue(lines[next], 'Not Before: ')
  if (notBefore !== undefined) {
    if (parseTimestamp(notBefore) === undefined) return 'not_before_malformed'
    fields.notBefore = notBefore
    next += 1
  }
  const requestId = fieldValue(lines[next], 'Request ID: ')
  if (requestId !== undefined) {
    if (!isPchars(requestId)) return 'request_id_malformed'
    fields.requestId = requestId
    next += 1
  }
  if (lines[next] === 'Resources:') {
    const resources = readResources(lines.slice(next + 1), maxResources)
    if (typeof resources === 'string') return resources
    fields.resources = resources
    next = lines.length
  }
  return next === lines.length ? fields : 'trailing_text'
}

function readResources(lines: readonly string[], maxResources: number): readonly string[] | SiweParseReason {
  if (lines.length > maxResources) return 'resources_too_many'
  const resources: string[] = []
  for (const line of lines) {
    const resource = fieldValue(line, '- ')
    if (resource === undefined) return 'trailing_text'
    if (!isUri(resource)) return 'resource_malformed'
    resources.push(resource)
  }
  return resources
}

/** What follows the label, or `undefined` when the line is not that field. */
function fieldValue(line: string | undefined, label: string): string | undefined {
  return line?.startsWith(label) ? line.slice(label.length) : undefined
}

function isHexAddress(text: string): text is Address {
  return addressPattern.test(text)
}

function refuse(reason: SiweParseReason): SiweParseResult {
  return { ok: false, reason }
}
