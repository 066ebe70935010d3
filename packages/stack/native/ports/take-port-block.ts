import { randomInt } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AuraError, sleep, writeFileAtomically } from '@aura-sign/core'
import { type DirectoryLock, lockDirectory } from '../../embedded/lock-directory.ts'
import { findClaimsDirectory, makeClaimsDirectory } from './claims-directory.ts'
import { isPortFree } from './is-port-free.ts'
import { portRanges } from './port-ranges.ts'

const { first, last } = portRanges.blocks
const blockSize = 20
const blocksDefault = (last - first + 1) / blockSize
const lockTimeoutMs = 30_000
const pollMs = 5

export interface TakePortBlockOptions {
  /** Where claims are kept; default: one directory for this user. */
  readonly claims?: string
  /** How many blocks there are. */
  readonly blocks?: number
}

/**
 * Takes free ports for a stack, which no other stack of this user takes meanwhile: a file in the temporary directory names
 * who has which block. A stack that has a block keeps it.
 */
export async function takePortBlock(
  directory: string,
  { claims: path, blocks = blocksDefault }: TakePortBlockOptions = {},
): Promise<readonly number[]> {
  const claims = makeClaimsDirectory(path)
  const start = randomInt(blocks)
  for (let attempt = 0; attempt < blocks; attempt += 1) {
    const block = (start + attempt) % blocks
    const claim = join(claims, String(block))
    if (!(await take(claim, directory))) continue
    const ports = Array.from({ length: blockSize }, (_, index) => first + block * blockSize + index)
    const free = await Promise.all(ports.map(isPortFree))
    if (free.every(Boolean)) return ports
    rmSync(claim, { force: true })
  }
  throw new AuraError('no_free_ports')
}

/** Gives back what a stack has taken. */
export function releasePortBlocks(directory: string): void {
  const claims = findClaimsDirectory()
  if (claims === null) return
  for (const name of readdirSync(claims).filter((entry) => /^\d+$/.test(entry))) {
    if (holderOf(join(claims, name)) === directory) rmSync(join(claims, name), { force: true })
  }
}

/** Of all that see a claim whose stack is gone, one may take it over: the others find it taken when they get to look. */
async function take(claim: string, directory: string): Promise<boolean> {
  using _lock = await lockClaims(claim)
  const holder = holderOf(claim)
  // What a stack left that is gone, with its directory.
  if (holder !== null && existsSync(holder)) return false
  writeFileAtomically(claim, directory)
  return true
}

/** The kernel's lock, which is gone with its process. Throws what lockDirectory does when somebody has it for too long. */
async function lockClaims(claim: string): Promise<DirectoryLock> {
  const startedMs = performance.now()
  for (;;) {
    try {
      return lockDirectory(join(dirname(claim), 'claims'))
    } catch (error) {
      const busy = error instanceof AuraError && error.code === 'data_directory_locked'
      if (!busy || performance.now() - startedMs > lockTimeoutMs) throw error
      await sleep(pollMs)
    }
  }
}

/** Null when nobody has taken it. */
function holderOf(claim: string): string | null {
  try {
    return readFileSync(claim, 'utf8') || null
  } catch {
    return null
  }
}
