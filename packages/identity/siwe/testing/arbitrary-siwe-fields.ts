import fc from 'fast-check'
import { getAddress } from 'viem/utils'
import type { SiweFields } from '../siwe-fields.ts'

// Fast-check generators for tests: messages that exercise every rule of the grammar, not only what wallets send.

const unreservedOrSubDelims = [..."ABYZabyz0189-._~!$&'()*+,;="]
const percentEncoded = fc.constantFrom('%20', '%aF', '%00')

function charactersOf(characters: readonly string[], constraints: { minLength?: number; maxLength: number }) {
  return fc.string({ unit: fc.constantFrom(...characters), ...constraints })
}

function pchars(minLength: number) {
  const unit = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...unreservedOrSubDelims, ':', '@') },
    { weight: 1, arbitrary: percentEncoded },
  )
  return fc.string({ unit, minLength, maxLength: 8 })
}

const ipv4 = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)).map((octets) => octets.join('.'))
const ipvFuture = charactersOf([...unreservedOrSubDelims, ':'], { minLength: 1, maxLength: 5 }).map((c) => `v1F.${c}`)
const ipLiteral = fc.oneof(fc.ipV6(), ipvFuture).map((literal) => `[${literal}]`)
const registeredName = fc.oneof(fc.domain(), charactersOf(unreservedOrSubDelims, { maxLength: 6 }))
const host = fc.oneof(registeredName, ipv4, ipLiteral)
const userInfo = fc.oneof(
  { weight: 5, arbitrary: fc.constant('') },
  charactersOf([...unreservedOrSubDelims, ':'], { maxLength: 4 }).map((user) => `${user}@`),
)
const port = fc.oneof(
  fc.constant(''),
  fc.nat(65_535).map((number) => `:${number}`),
  fc.constant(':'),
)
const authority = fc.tuple(userInfo, host, port).map((parts) => parts.join(''))

const segments = fc.array(pchars(0), { maxLength: 3 }).map((list) => list.map((segment) => `/${segment}`).join(''))
const rootless = fc.tuple(pchars(1), segments).map((parts) => parts.join(''))
const hierPart = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(authority, segments).map((parts) => `//${parts.join('')}`) },
  rootless,
  rootless.map((path) => `/${path}`),
  fc.constantFrom('', '/'),
)
const scheme = fc.constantFrom('http', 'https', 'ipfs', 'did', 'a', 'X+9-.')
const tail = fc.oneof(fc.constant(''), fc.constantFrom('', 'a=b', '/?', '@:%aa'))

/** RFC 3986 URIs of every form. */
export const arbitraryUri = fc
  .tuple(scheme, hierPart, tail, tail)
  .map(([name, part, query, fragment]) => `${name}:${part}${query && `?${query}`}${fragment && `#${fragment}`}`)

const offset = fc.constantFrom('Z', 'z', '+00:00', '-00:00', '+05:30', '-23:59')
const fraction = fc.constantFrom('', '.0', '.123', '.123456789', '.0019999999')

/** RFC 3339 date-times of every form, leap seconds apart. */
export const arbitraryTimestamp = fc
  .tuple(
    fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }),
    fc.constantFrom('T', 't'),
    fraction,
    offset,
  )
  .map(([date, separator, digits, zone]) => date.toISOString().slice(0, 19).replace('T', separator) + digits + zone)

export const arbitraryAddress = fc
  .uint8Array({ minLength: 20, maxLength: 20 })
  .map((bytes) => getAddress(`0x${Buffer.from(bytes).toString('hex')}`))

const statement = charactersOf([..."AZaz09 -._~:/?#[]@!$&'()*+,;="], { maxLength: 20 })

/** Fields of any message that the grammar allows. */
export const arbitrarySiweFields: fc.Arbitrary<SiweFields> = fc.record(
  {
    scheme,
    domain: authority.filter((text) => text !== ''),
    address: arbitraryAddress,
    statement,
    uri: arbitraryUri,
    version: fc.constant('1' as const),
    chainId: fc.oneof(fc.constantFrom(1, 10, 8453, Number.MAX_SAFE_INTEGER), fc.integer({ min: 1, max: 2 ** 31 })),
    nonce: fc.stringMatching(/^[A-Za-z0-9]{8,24}$/),
    issuedAt: arbitraryTimestamp,
    expirationTime: arbitraryTimestamp,
    notBefore: arbitraryTimestamp,
    requestId: pchars(0),
    resources: fc.array(arbitraryUri, { maxLength: 4 }),
  },
  { requiredKeys: ['domain', 'address', 'uri', 'version', 'chainId', 'nonce', 'issuedAt'] },
)

/** Edits that stay near the grammar: characters it cares about, and whole lines. */
export const arbitraryEdit: fc.Arbitrary<(text: string) => string> = fc
  .tuple(
    fc.constantFrom('insert', 'replace', 'delete', 'copy line', 'drop line', 'swap lines', 'cut'),
    fc.noBias(fc.nat(9_999)).map((position) => position / 10_000),
    fc.oneof(
      fc.constantFrom(...'0:/[]@%#?- .\n\r\t"<>^é\u{1F600}ZTzx', '60', '::', '00', '\n\n'),
      fc.string({ maxLength: 2 }),
    ),
  )
  .map(
    ([kind, where, insertion]) =>
      (text) =>
        edit(text, kind, where, insertion),
  )

function edit(text: string, kind: string, where: number, insertion: string): string {
  const at = Math.floor(where * text.length)
  const lines = text.split('\n')
  const line = Math.floor(where * lines.length)
  if (kind === 'insert') return text.slice(0, at) + insertion + text.slice(at)
  if (kind === 'replace') return text.slice(0, at) + insertion + text.slice(at + 1)
  if (kind === 'delete') return text.slice(0, at) + text.slice(at + 1)
  if (kind === 'cut') return text.slice(0, at)
  if (kind === 'copy line') return lines.toSpliced(line, 0, lines[line] ?? '').join('\n')
  if (kind === 'drop line') return lines.toSpliced(line, 1).join('\n')
  return lines.toSpliced(line, 2, ...lines.slice(line, line + 2).reverse()).join('\n')
}
