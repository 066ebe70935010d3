import { useSyncExternalStore } from 'react'

const marker = '#attestation='

/** The share link that this page was opened with, and the way to leave it; null for any other address. */
export function useShareFragment(): { readonly shareLink: string | null; readonly leave: () => void } {
  const fragment = useSyncExternalStore(subscribe, () => window.location.hash)
  const leave = () => {
    window.history.pushState(null, '', window.location.pathname)
    // Only the browser's own navigation tells of itself.
    window.dispatchEvent(new PopStateEvent('popstate'))
  }
  return { shareLink: fragment.startsWith(marker) ? fragment : null, leave }
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  window.addEventListener('popstate', listener)
  return () => {
    window.removeEventListener('hashchange', listener)
    window.removeEventListener('popstate', listener)
  }
}
