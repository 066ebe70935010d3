import { useEffect, useState } from 'react'
import type { Claims } from './claims.ts'
import { readClaims } from './read-claims.ts'

/** What a submission says of itself; undefined until it is read. */
export function useClaims(submission: object): Claims | null | undefined {
  const [read, setRead] = useState<{ readonly submission: object; readonly claims: Claims | null } | null>(null)
  useEffect(() => {
    let current = true
    void readClaims(submission).then((claims) => current && setRead({ submission, claims }))
    return () => {
      current = false
    }
  }, [submission])
  return read?.submission === submission ? read.claims : undefined
}
