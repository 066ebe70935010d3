const key = 'aura-sign.throw-away-key'

/** Whether this tab already holds a throw-away key. */
export function hasThrowAwayKey(): boolean {
  return readThrowAwayKey() !== null
}

export function readThrowAwayKey(): `0x${string}` | null {
  const stored = sessionStorage.getItem(key)
  return stored !== null && /^0x[0-9a-f]{64}$/.test(stored) ? (stored as `0x${string}`) : null
}

/** Session storage: the key ends with the tab, and no other tab can read it. */
export function writeThrowAwayKey(value: `0x${string}`): void {
  sessionStorage.setItem(key, value)
}

export function forgetThrowAwayKey(): void {
  sessionStorage.removeItem(key)
}
