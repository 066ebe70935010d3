import { useEffect, useState } from 'react'

export interface Walk<State> {
  /** Starts anew: whatever an earlier walk still shows is ignored from here on. */
  begin(): (state: State) => void
  isCurrent(show: (state: State) => void): boolean
}

/** A wallet may answer minutes after its request was given up: only the newest walk may change what is shown. */
export function useWalk<State>(setState: (state: State) => void): Walk<State> {
  const [walk] = useState(() => {
    let current: ((state: State) => void) | null = null
    return {
      begin() {
        const show = (state: State) => {
          if (current === show) setState(state)
        }
        current = show
        return show
      },
      isCurrent: (show: (state: State) => void) => current === show,
      end() {
        current = null
      },
    }
  })
  useEffect(() => () => walk.end(), [walk])
  return walk
}
