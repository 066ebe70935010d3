import { useCallback, useSyncExternalStore } from 'react'
import { type DraftName, drafts } from './drafts.ts'

/** What an account has written and not sent yet, and the way to change it; null is nothing. */
export function useDraft(name: DraftName, address: string): [string | null, (text: string | null) => void] {
  const text = useSyncExternalStore(drafts.subscribe, () => drafts.read(name, address))
  const setText = useCallback((next: string | null) => drafts.write(name, address, next), [name, address])
  return [text, setText]
}
