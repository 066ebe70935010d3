import fc from 'fast-check'
import { privateKeyToAccount, sign } from 'viem/accounts'
import { recoverAddress } from 'viem/utils'
import { describe, expect, it } from 'vitest'
import { recoverSigner, type SignatureReason } from './recover-signer.ts'
import { builds } from './secp256k1.ts'

const javascript = builds.javascript()
const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
const key = `0x${'42'.repeat(32)}` as const
const hash = new Uint8Array(32).fill(7)
const { address } = privateKeyToAccount(key)
const valid = await sign({ hash: `0x${'07'.repeat(32)}`, privateKey: key, to: 'hex' })
const r = valid.slice(2, 66)
const s = valid.slice(66, 130)
const v = valid.slice(130)

describe('recoverSigner', () => {
  it('recovers the address for v as 27 or 28 and as 0 or 1, in either case of hex', () => {
    const parity = v === '1b' ? '00' : '01'
    for (const text of [valid, `0x${r}${s}${parity}`, `0x${(r + s + v).toUpperCase()}`]) {
      expect(recoverSigner(hash, text)).toEqual({ ok: true, address })
    }
  })

  it('agrees with an independent implementation and with the JavaScript build for any hash and key', async () => {
    const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((list) => Buffer.from(list).toString('hex'))
    // Hashes with leading zero bytes, which the JavaScript build has got wrong before.
    const shortened = fc.tuple(bytes, fc.nat(8)).map(([hex, zeros]) => '00'.repeat(zeros) + hex.slice(2 * zeros))
    const keys = bytes.filter((hex) => BigInt(`0x${hex}`) > 0n && BigInt(`0x${hex}`) < order)
    await fc.assert(
      fc.asyncProperty(shortened, keys, async (hashHex, privateKey) => {
        const signature = await sign({ hash: `0x${hashHex}`, privateKey: `0x${privateKey}`, to: 'hex' })
        const expected = await recoverAddress({ hash: `0x${hashHex}`, signature })
        expect(recoverSigner(Buffer.from(hashHex, 'hex'), signature)).toEqual({ ok: true, address: expected })
        expect(recoverSigner(Buffer.from(hashHex, 'hex'), signature, javascript)).toEqual({
          ok: true,
          address: expected,
        })
      }),
      { numRuns: 40 },
    )
  })
})

const faults: Record<SignatureReason, readonly (readonly [what: string, signature: string])[]> = {
  signature_length: [
    ['nothing', ''],
    ['only the prefix', '0x'],
    ['without prefix', valid.slice(2)],
    ['one digit less', valid.slice(0, -1)],
    ['one byte more', `${valid}00`],
    ['the compact form of EIP-2098', valid.slice(0, 130)],
    ['a megabyte', `0x${'00'.repeat(1_000_000)}`],
  ],
  signature_not_hex: [
    ['a letter that is no digit', valid.replace(/.$/, 'g')],
    ['a capital X', `0X${r}${s}${v}`],
    ['a line break at the end', `${valid.slice(0, -1)}\n`],
    ['no prefix but the length', `00${r}${s}${v}`],
  ],
  signature_recovery_id: ['02', '03', '1a', '1d', '1e', '25', '26', 'ff'].map((id) => [`v ${id}`, `0x${r}${s}${id}`]),
  signature_out_of_range: [
    ['r of zero', `0x${word(0n)}${s}${v}`],
    ['s of zero', `0x${r}${word(0n)}${v}`],
    ['r of the order', `0x${word(order)}${s}${v}`],
    ['s of the order', `0x${r}${word(order)}${v}`],
    ['r beyond the order', `0x${'f'.repeat(64)}${s}${v}`],
    ['all zero', `0x${'0'.repeat(130)}`],
  ],
  signature_high_s: [
    ['the mirrored s', `0x${r}${word(order - BigInt(`0x${s}`))}${v === '1b' ? '1c' : '1b'}`],
    ['one more than half the order', `0x${r}${word(order / 2n + 1n)}${v}`],
    ['the largest s', `0x${r}${word(order - 1n)}${v}`],
  ],
  // 5 is the smallest number that is the x coordinate of no point.
  signature_unrecoverable: [['an r that is on no point', `0x${word(5n)}${s}${v}`]],
}

describe('recoverSigner refuses', () => {
  for (const [reason, plants] of Object.entries(faults)) {
    it.each(plants)(`${reason}: %s`, (_what, signature) => {
      expect(recoverSigner(hash, signature)).toEqual({ ok: false, reason })
      expect(recoverSigner(hash, signature, javascript)).toEqual({ ok: false, reason })
    })
  }

  it('nothing at half the order exactly', () => {
    expect(recoverSigner(hash, `0x${r}${word(order / 2n)}${v}`)).toMatchObject({ ok: true })
  })
})

function word(value: bigint): string {
  return value.toString(16).padStart(64, '0')
}
