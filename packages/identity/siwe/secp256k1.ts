import { createRequire } from 'node:module'
import { AuraError } from '@aura-sign/core'

/** The one function needed of the npm package `secp256k1`, whose two builds share it. */
export interface Secp256k1Build {
  /** The 65-byte uncompressed public key; throws when the signature has none. */
  ecdsaRecover(signature: Uint8Array, recoveryId: number, messageHash: Uint8Array, compressed: false): Uint8Array
}

export interface Secp256k1 {
  readonly build: Secp256k1Build
  readonly native: boolean
}

let loaded: Secp256k1 | undefined

/**
 * Refuses to go on when libsecp256k1 is not the compiled one, which answers thirty times as many sign-ins as the
 * JavaScript one. Call it once at start. Throws AuraError `secp256k1_not_native`, unless `fallbackAccepted`.
 */
export function assertNativeSecp256k1(
  options: { fallbackAccepted?: boolean; implementation?: Pick<Secp256k1, 'native'> } = {},
): void {
  const implementation = options.implementation ?? secp256k1()
  if (implementation.native || options.fallbackAccepted) return
  throw new AuraError('secp256k1_not_native', { platform: `${process.platform}-${process.arch}` })
}

/** The compiled library, or the JavaScript one where it does not load; loaded on first use. */
export function secp256k1(): Secp256k1 {
  loaded ??= loadSecp256k1(builds)
  return loaded
}

const require = createRequire(import.meta.url)

/** The package's own entry falls back without a word, so both of its builds are named here. */
export const builds = {
  native: (): Secp256k1Build => require('secp256k1/bindings.js'),
  javascript: (): Secp256k1Build => require('secp256k1/elliptic.js'),
}

export function loadSecp256k1(from: typeof builds): Secp256k1 {
  try {
    return { build: from.native(), native: true }
  } catch {
    return { build: from.javascript(), native: false }
  }
}
