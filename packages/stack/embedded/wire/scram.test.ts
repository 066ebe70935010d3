import { createHash, createHmac, pbkdf2Sync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createScramVerifier, ScramExchange, type ScramVerifier } from './scram.ts'

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()

/** The client's proof, and the signature by which the server shows that it knows the password too (RFC 5802 §3). */
function prove(password: string, serverFirst: string, clientFirstBare: string): { final: string; expected: string } {
  const [, nonce, salt, iterations] = /^r=(.*),s=(.*),i=(\d+)$/.exec(serverFirst) ?? []
  const salted = pbkdf2Sync(password, Buffer.from(salt ?? '', 'base64'), Number(iterations), 32, 'sha256')
  const clientKey = hmac(salted, 'Client Key')
  const message = `${clientFirstBare},${serverFirst},c=biws,r=${nonce}`
  const signature = hmac(createHash('sha256').update(clientKey).digest(), message)
  const proof = Buffer.from(clientKey.map((byte, index) => byte ^ (signature[index] ?? 0))).toString('base64')
  return {
    final: `c=biws,r=${nonce},p=${proof}`,
    expected: `v=${hmac(hmac(salted, 'Server Key'), message).toString('base64')}`,
  }
}

const verifier: ScramVerifier = createScramVerifier('correct horse')

function exchange(password: string, change: (final: string) => string = (final) => final) {
  const server = new ScramExchange(verifier)
  const serverFirst = server.first('n,,n=,r=abc') ?? ''
  const { final, expected } = prove(password, serverFirst, 'n=,r=abc')
  return { answer: server.final(change(final)), expected }
}

describe('ScramExchange', () => {
  it('accepts the password and proves that the server knows it too', () => {
    const { answer, expected } = exchange('correct horse')
    expect(answer).toBe(expected)
  })

  it.each([
    ['another password', 'wrong horse', undefined],
    ['another nonce', 'correct horse', (final: string) => final.replace(/r=[^,]+/, 'r=abc')],
    [
      'a claim of channel binding',
      'correct horse',
      (final: string) => final.replace('c=biws', 'c=cD10bHMtdW5pcXVlLCw='),
    ],
    ['a short proof', 'correct horse', (final: string) => final.replace(/p=.*/, 'p=AAAA')],
    ['no proof', 'correct horse', (final: string) => final.replace(/,p=.*/, '')],
    ['an empty message', 'correct horse', () => ''],
  ])('refuses %s', (_what, password, change) => {
    expect(exchange(password, change).answer).toBeUndefined()
  })

  it.each(['', 'n,,', 'n,,n=', 'p=tls-unique,,n=,r=abc', 'n,,n=,r=', 'x,,n=,r=abc'])(
    'refuses %j as a first message',
    (first) => {
      expect(new ScramExchange(verifier).first(first)).toBeUndefined()
    },
  )

  it('keeps nothing from which the password could be proven', () => {
    const { storedKey, serverKey } = verifier
    expect(storedKey.equals(serverKey)).toBe(false)
    expect(JSON.stringify(verifier)).not.toContain('correct horse')
  })
})
