/** What somebody is writing, by the account that writes it. */
export type DraftName = 'statement' | 'attestation'

const prefix = 'aura-sign.draft.1'
const shown = new Map<string, string | null>()
const listeners = new Set<() => void>()

/**
 * Texts that are not sent yet. They outlive the session, which a recovery may end at any moment, and a reload; session storage
 * keeps them from other tabs, and they end with this one.
 */
export const drafts = {
  read(name: DraftName, address: string): string | null {
    const key = keyOf(name, address)
    if (!shown.has(key)) shown.set(key, storage()?.getItem(key) ?? null)
    return shown.get(key) ?? null
  },
  /** null forgets it. */
  write(name: DraftName, address: string, text: string | null): void {
    const key = keyOf(name, address)
    shown.set(key, text)
    keep(key, text)
    for (const listener of listeners) listener()
  },
  /** For those who leave by their own choice: whoever is next at this screen finds nothing. */
  forget(address: string): void {
    for (const name of ['statement', 'attestation'] as const) drafts.write(name, address, null)
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}

function keyOf(name: DraftName, address: string): string {
  return `${prefix}.${name}.${address.toLowerCase()}`
}

// A full or blocked storage costs what a reload would bring back, and nothing of what is on the page.
function keep(key: string, text: string | null): void {
  try {
    if (text === null) storage()?.removeItem(key)
    else storage()?.setItem(key, text)
  } catch {
    storage()?.removeItem(key)
  }
}

// Reading the property itself throws when the browser blocks storage.
function storage(): Storage | undefined {
  try {
    return window.sessionStorage
  } catch {
    return undefined
  }
}
