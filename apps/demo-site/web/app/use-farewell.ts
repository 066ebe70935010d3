import type { Session } from '@aura-sign/react'
import { useRef, useState } from 'react'

export type Farewell = 'signed-out' | 'session-ended' | null

/** Tells a visitor who was signed in a moment ago why they no longer are. */
export function useFarewell(session: Session | undefined): { farewell: Farewell; sayFarewell: () => void } {
  const [farewell, setFarewell] = useState<Farewell>(null)
  const [wasSignedIn, setWasSignedIn] = useState(false)
  const leaving = useRef(false)
  const isSignedIn = session?.user != null
  if (session !== undefined && isSignedIn !== wasSignedIn) {
    setWasSignedIn(isSignedIn)
    setFarewell(isSignedIn ? null : leaving.current ? 'signed-out' : 'session-ended')
    leaving.current = false
  }
  return {
    farewell,
    sayFarewell: () => {
      leaving.current = true
    },
  }
}
