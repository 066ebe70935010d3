const key = 'aura-sign.wallet'

/** Remembers which wallet signed in, so that a reload can ask it silently which account it is on. */
export function rememberWallet(rdns: string): void {
  storage()?.setItem(key, rdns)
}

export function rememberedWallet(): string | null {
  return storage()?.getItem(key) ?? null
}

// Reading the property itself throws when the browser blocks storage; then nothing is remembered.
function storage(): Storage | undefined {
  try {
    return window.localStorage
  } catch {
    return undefined
  }
}
