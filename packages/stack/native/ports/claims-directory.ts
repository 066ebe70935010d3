import { lstatSync, mkdirSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { AuraError } from '@aura-sign/core'

const forOthers = 0o077

/**
 * Where the stacks of this user say which ports each has taken. Everybody can make things in the temporary directory: one
 * that somebody else has made, that others may write to, or a link is refused with `port_claims_foreign`.
 */
export function makeClaimsDirectory(path: string = claimsDirectory()): string {
  // Only its owner may write in there, whatever the umask is.
  if (!lstatSync(path, { throwIfNoEntry: false })) mkdirSync(path, { recursive: true, mode: 0o700 })
  if (!isOurs(path)) throw new AuraError('port_claims_foreign', { path })
  return path
}

/** The same without making it; null when it is not there, or not ours. */
export function findClaimsDirectory(path: string = claimsDirectory()): string | null {
  return isOurs(path) ? path : null
}

function isOurs(path: string): boolean {
  // Not of what a link leads to.
  const found = lstatSync(path, { throwIfNoEntry: false })
  return found?.isDirectory() === true && found.uid === userInfo().uid && (found.mode & forOthers) === 0
}

function claimsDirectory(): string {
  return join(tmpdir(), `aura-sign-ports-${userInfo().uid}`)
}
