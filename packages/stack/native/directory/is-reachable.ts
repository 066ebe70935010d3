import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { ServiceUser } from '../service-user.ts'

const executable = 0o1

/** Whether this user can pass through every folder above a path; those that do not exist yet are made so. */
export function isReachable(path: string, user: ServiceUser): boolean {
  const parent = dirname(path)
  if (parent === path) return true
  const found = statSync(parent, { throwIfNoEntry: false })
  if (found) {
    // Of the three sets of bits only the first that applies counts, even when a later one would allow more.
    const shift = found.uid === user.uid ? 6 : found.gid === user.gid ? 3 : 0
    if (((found.mode >> shift) & executable) === 0) return false
  }
  return isReachable(parent, user)
}
