import { describe, expect, it } from 'vitest'
import { parseSiwe, type SiweParseReason } from './parse-siwe.ts'

const header = 'service.example:8443 wants you to sign in with your Ethereum account:'
const address = '0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2'
const required = [
  'URI: https://service.example:8443/login',
  'Version: 1',
  'Chain ID: 10',
  'Nonce: k3J9aQ0zT7',
  'Issued At: 2026-11-23T10:00:00.000Z',
]
const optional = [
  'Expiration Time: 2026-11-23T10:05:00Z',
  'Not Before: 2026-11-23T11:00:00+01:00',
  'Request ID: req-7@a:b',
  'Resources:',
  '- ipfs://bafybeib/claim.json',
  '- urn:recap:abc',
]
const full = [header, address, '', 'I accept the terms: https://service.example/tos', '', ...required, ...optional]
const fullText = full.join('\n')
const bare = [header, address, '', '', ...required].join('\n')

describe('parseSiwe', () => {
  it('reads every field of a full message', () => {
    expect(parseSiwe(fullText)).toEqual({
      ok: true,
      fields: {
        domain: 'service.example:8443',
        address,
        statement: 'I accept the terms: https://service.example/tos',
        uri: 'https://service.example:8443/login',
        version: '1',
        chainId: 10,
        nonce: 'k3J9aQ0zT7',
        issuedAt: '2026-11-23T10:00:00.000Z',
        expirationTime: '2026-11-23T10:05:00Z',
        notBefore: '2026-11-23T11:00:00+01:00',
        requestId: 'req-7@a:b',
        resources: ['ipfs://bafybeib/claim.json', 'urn:recap:abc'],
      },
    })
  })

  it('tells no statement from an empty one, and no resources from an empty list', () => {
    const emptyStatement = [header, address, '', '', '', ...required, 'Resources:'].join('\n')
    expect(fieldsOf(bare)).not.toHaveProperty('statement')
    expect(fieldsOf(bare)).not.toHaveProperty('resources')
    expect(fieldsOf(emptyStatement)).toMatchObject({ statement: '', resources: [] })
  })

  it('takes each optional field without the others', () => {
    expect(fieldsOf(`${bare}\n${optional[0]}`)).toMatchObject({ expirationTime: '2026-11-23T10:05:00Z' })
    expect(fieldsOf(`${bare}\n${optional[1]}`)).toMatchObject({ notBefore: '2026-11-23T11:00:00+01:00' })
    expect(fieldsOf(`${bare}\nRequest ID: `)).toMatchObject({ requestId: '' })
    expect(fieldsOf(`${bare}\nResources:\n- a:b`)).toMatchObject({ resources: ['a:b'] })
  })

  it.each(['https', 'http', 'custom+scheme.v1-x'])('reads the scheme %s before the domain', (scheme) => {
    expect(fieldsOf(`${scheme}://${fullText}`)).toMatchObject({ scheme, domain: 'service.example:8443' })
  })

  it.each([
    '127.0.0.1',
    '[::1]:3000',
    '[2001:db8::7]',
    'xn--bcher-kva.example',
    'user@host.example:1',
    '%C3%BC.example',
  ])('reads the authority %s as domain', (domain) => {
    expect(fieldsOf(fullText.replace('service.example:8443', domain))).toMatchObject({ domain })
  })
})

/** For each reason the edits that plant it in the full message; the type asks for every reason. */
const faults: Record<SiweParseReason, readonly (readonly [what: string, text: string])[]> = {
  message_too_large: [
    ['one byte over the bound', fullText.replace('claim.json', 'c'.repeat(8_193 - fullText.length + 10))],
  ],
  header_malformed: [
    ['an empty text', ''],
    ['only a line break', '\n'],
    ['another sentence', replaced('wants you to', 'wants you  to')],
    ['another case', replaced('Ethereum', 'ethereum')],
    ['text after the header', replaced('account:', 'account: ')],
    ['line ends of Windows', fullText.replaceAll('\n', '\r\n')],
    ['line ends of old Macs', fullText.replaceAll('\n', '\r')],
    ['a personal-message prefix', `\x19Ethereum Signed Message:\n${fullText.length}${fullText}`],
  ],
  scheme_malformed: [
    ['a scheme that starts with a digit', `3http://${fullText}`],
    ['an empty scheme', `://${fullText}`],
    ['a scheme with an underscore', `my_app://${fullText}`],
  ],
  domain_malformed: [
    ['no domain', fullText.slice('service.example:8443'.length)],
    ['no domain after a scheme', `https://${fullText.slice('service.example:8443'.length)}`],
    ['a space', replaced('service.example', 'service example')],
    ['a path', replaced('service.example:8443', 'service.example/login')],
    ['a fragment', replaced('service.example', '#service')],
    ['a port that is no number', replaced(':8443', ':http')],
    ['a half percent-encoding', replaced('service', 'ser%2')],
    ['Unicode', replaced('service', 'sérvice')],
    ['a fullwidth colon', replaced(':8443', '：8443')],
    ['an unclosed IPv6 address', replaced('service.example:8443', '[::1')],
    ['too many groups of IPv6', replaced('service.example:8443', '[1:2:3:4:5:6:7:8:9]')],
    ['an IPv6 octet with a leading zero', replaced('service.example:8443', '[::127.0.0.01]')],
  ],
  address_malformed: [
    ['39 digits', replaced('Cc2\n', 'Cc\n')],
    ['41 digits', replaced('Cc2\n', 'Cc22\n')],
    ['no prefix', replaced('0xC0', 'C0')],
    ['a capital X', replaced('0xC0', '0XC0')],
    ['a letter that is no digit', replaced('0xC0', '0xG0')],
    ['a space after it', replaced('Cc2\n', 'Cc2 \n')],
    ['no address', replaced(address, '')],
  ],
  address_checksum: [
    ['one letter of the wrong case', replaced('Cc2\n', 'cc2\n')],
    ['lowercase', replaced(address, address.toLowerCase())],
    ['uppercase', replaced(address.slice(2), address.slice(2).toUpperCase())],
  ],
  statement_malformed: [
    ['two lines', replaced('terms: ', 'terms:\n')],
    ['no blank line before it', replaced('\n\nI accept', '\nI accept')],
    ['no blank line after it', replaced('tos\n\n', 'tos\n')],
    ['a tab', replaced('I accept', 'I\taccept')],
    ['a quotation mark', replaced('I accept', 'I "accept"')],
    ['Unicode', replaced('I accept', 'I accépt')],
    ['a carriage return', replaced('/tos', '/tos\r')],
    ['a line separator', replaced('/tos', '/tos\u2028')],
    ['a right-to-left mark', replaced('I accept', '\u202eI accept')],
    ['nothing after the address', [header, address].join('\n')],
  ],
  uri_malformed: [
    ['no URI line', dropped('URI: ')],
    ['a relative reference', replaced('URI: https://service.example:8443/login', 'URI: /login')],
    ['a space inside', replaced('8443/login', '8443/log in')],
    ['an empty URI', replaced('https://service.example:8443/login', '')],
    ['a bracket in the path', replaced('8443/login', '8443/log[in]')],
    ['another case of the label', replaced('URI: ', 'Uri: ')],
    ['two spaces after the label', replaced('URI: ', 'URI:  ')],
    ['two blank lines after the statement', replaced('tos\n\n', 'tos\n\n\n')],
    ['Version before it', swapped('URI: ', 'Version: ')],
  ],
  version_unsupported: [
    ['no version line', dropped('Version: ')],
    ['version 2', replaced('Version: 1', 'Version: 2')],
    ['version 10', replaced('Version: 1', 'Version: 10')],
    ['version 01', replaced('Version: 1', 'Version: 01')],
  ],
  chain_id_malformed: [
    ['no chain id line', dropped('Chain ID: ')],
    ['chain 0', replaced('Chain ID: 10', 'Chain ID: 0')],
    ['a leading zero', replaced('Chain ID: 10', 'Chain ID: 010')],
    ['one more than a safe integer', replaced('Chain ID: 10', 'Chain ID: 9007199254740992')],
    ['twenty nines', replaced('Chain ID: 10', 'Chain ID: 99999999999999999999')],
    ['a sign', replaced('Chain ID: 10', 'Chain ID: +10')],
    ['an exponent', replaced('Chain ID: 10', 'Chain ID: 1e1')],
    ['hexadecimal', replaced('Chain ID: 10', 'Chain ID: 0xa')],
    ['CAIP-2', replaced('Chain ID: 10', 'Chain ID: eip155:10')],
    ['empty', replaced('Chain ID: 10', 'Chain ID: ')],
    ['Arabic digits', replaced('Chain ID: 10', 'Chain ID: ١٠')],
  ],
  nonce_malformed: [
    ['no nonce line', dropped('Nonce: ')],
    ['7 characters', replaced('k3J9aQ0zT7', 'k3J9aQ0')],
    ['a hyphen', replaced('k3J9aQ0zT7', 'k3J9-aQ0zT7')],
    ['a space after it', replaced('k3J9aQ0zT7', 'k3J9aQ0zT7 ')],
    ['Unicode letters', replaced('k3J9aQ0zT7', 'ключключ')],
  ],
  issued_at_malformed: [
    ['no issued-at line', dropped('Issued At: ')],
    ['a day that February does not have', replaced('2026-11-23T10:00:00.000Z', '2026-02-30T10:00:00Z')],
    ['a date without time', replaced('2026-11-23T10:00:00.000Z', '2026-11-23')],
    ['no offset', replaced('10:00:00.000Z', '10:00:00.000')],
  ],
  expiration_time_malformed: [
    ['24:00', replaced('2026-11-23T10:05:00Z', '2026-11-23T24:00:00Z')],
    ['a leap second', replaced('2026-11-23T10:05:00Z', '2016-12-31T23:59:60Z')],
    ['empty', replaced('2026-11-23T10:05:00Z', '')],
  ],
  not_before_malformed: [
    ['the format of toString', replaced('2026-11-23T11:00:00+01:00', String(new Date(0)))],
    ['an offset without colon', replaced('11:00:00+01:00', '11:00:00+0100')],
  ],
  request_id_malformed: [
    ['a slash', replaced('req-7', 'req/7')],
    ['a space', replaced('req-7', 'req 7')],
    ['a half percent-encoding', replaced('req-7', 'req%7')],
  ],
  resource_malformed: [
    ['a relative reference', replaced('- urn:recap:abc', '- recap')],
    ['two on one line', replaced('- urn:recap:abc', '- urn:a - urn:b')],
    ['an empty one', replaced('- urn:recap:abc', '- ')],
  ],
  resources_too_many: [['33 resources', `${bare}\nResources:${'\n- a:b'.repeat(33)}`]],
  trailing_text: [
    ['a line break at the end', `${fullText}\n`],
    ['a blank line and a sentence', `${fullText}\n\nand more`],
    ['a field nobody knows', `${bare}\nAudience: me`],
    ['an entry without hyphen', `${fullText}\nurn:x`],
    ['an expiration after the request id', `${bare}\nRequest ID: a\n${optional[0]}`],
    ['an expiration after not-before', `${bare}\n${optional[1]}\n${optional[0]}`],
    ['a second expiration', `${bare}\n${optional[0]}\n${optional[0]}`],
    ['a field after the resources', `${fullText}\nRequest ID: a`],
    ['text beside the resources heading', replaced('Resources:\n', 'Resources: \n')],
  ],
}

describe('parseSiwe refuses', () => {
  for (const [reason, plants] of Object.entries(faults)) {
    it.each(plants)(`${reason}: %s`, (_what, text) => {
      expect(parseSiwe(text)).toEqual({ ok: false, reason })
    })
  }

  it('only beyond its bounds, which can be set', () => {
    const largest = fullText.replace('claim.json', 'c'.repeat(8_192 - fullText.length + 10))
    expect(largest).toHaveLength(8_192)
    expect(parseSiwe(largest).ok).toBe(true)
    expect(parseSiwe(`${bare}\nResources:${'\n- a:b'.repeat(32)}`).ok).toBe(true)
    expect(parseSiwe(fullText, { maxMessageBytes: fullText.length }).ok).toBe(true)
    expect(parseSiwe(fullText, { maxMessageBytes: fullText.length - 1 })).toMatchObject({ reason: 'message_too_large' })
    expect(parseSiwe(fullText, { maxResources: 1 })).toMatchObject({ reason: 'resources_too_many' })
    expect(parseSiwe(bare.replace('Chain ID: 10', 'Chain ID: 9007199254740991')).ok).toBe(true)
  })
})

function fieldsOf(text: string): object {
  const parsed = parseSiwe(text)
  expect(parsed).toMatchObject({ ok: true })
  return parsed.ok ? parsed.fields : {}
}

function replaced(part: string, by: string): string {
  expect(fullText).toContain(part)
  return fullText.replace(part, by)
}

function dropped(label: string): string {
  return full.filter((line) => !line.startsWith(label)).join('\n')
}

function swapped(first: string, second: string): string {
  const [a, b] = [first, second].map((label) => full.findIndex((line) => line.startsWith(label)))
  const lines = [...full]
  lines[a ?? 0] = full[b ?? 0] ?? ''
  lines[b ?? 0] = full[a ?? 0] ?? ''
  return lines.join('\n')
}
