import { AuraError } from '@aura-sign/core'
import { describe, expect, it } from 'vitest'
import { assertNativeSecp256k1, builds, loadSecp256k1 } from './secp256k1.ts'

describe('secp256k1', () => {
  it('is the compiled library on this machine', () => {
    expect(() => assertNativeSecp256k1()).not.toThrow()
    expect(loadSecp256k1(builds).native).toBe(true)
  })

  it('says so when only the JavaScript build loads', () => {
    const crippled = loadSecp256k1({
      ...builds,
      native() {
        throw new Error('No native build was found')
      },
    })
    expect(crippled.native).toBe(false)
    expect(crippled.build).toBe(builds.javascript())
    expect(() => assertNativeSecp256k1({ implementation: crippled })).toThrow(
      expect.objectContaining({ code: 'secp256k1_not_native', hint: expect.stringContaining('SECP256K1_FALLBACK') }),
    )
    expect(() => assertNativeSecp256k1({ implementation: crippled })).toThrow(AuraError)
    expect(() => assertNativeSecp256k1({ implementation: crippled, fallbackAccepted: true })).not.toThrow()
  })
})
