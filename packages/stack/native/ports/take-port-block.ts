import { randomInt } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { AuraError } from '@aura-sign/core'
import { isPortFree } from './is-port-free.ts'

// Below the ports that Linux gives to outgoing connections (from 32768), so that none of those takes one of ours.
const firstPort = 20_000
const blockSize = 20
const blocks = 600

/**
 * Takes free ports for a stack, which no other stack of this user takes meanwhile: a file in the temporary directory names
 * who has which block. A stack that has a block keeps it.
 */
export async function takePortBlock(directory: string): Promise<readonly number[]> {
  const claims = join(tmpdir(), `aura-sign-ports-${userInfo().uid}`)
  mkdirSync(claims, { recursive: true, mode: 0o700 })
  const start = randomInt(blocks)
  for (let attempt = 0; attempt < blocks; attempt += 1) {
    const block = (start + attempt) % blocks
    const claim = join(claims, String(block))
    if (!take(claim, directory)) continue
    const ports = Array.from({ length: blockSize }, (_, index) => firstPort + block * blockSize + index)
    const free = await Promise.all(ports.map(isPortFree))
    if (free.every(Boolean)) return ports
    rmSync(claim, { force: true })
  }
  throw new AuraError('no_free_ports')
}

/** Gives back what a stack has taken. */
export function releasePortBlocks(directory: string): void {
  const claims = join(tmpdir(), `aura-sign-ports-${userInfo().uid}`)
  for (let block = 0; block < blocks; block += 1) {
    const claim = join(claims, String(block))
    if (existsSync(claim) && holderOf(claim) === directory) rmSync(claim, { force: true })
  }
}

function take(claim: string, directory: string): boolean {
  // What a stack left that is gone, with its directory.
  const holder = holderOf(claim)
  if (holder !== null && !existsSync(holder)) rmSync(claim, { force: true })
  try {
    writeFileSync(claim, directory, { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** Null when nobody has taken it, or is about to write who. */
function holderOf(claim: string): string | null {
  try {
    return readFileSync(claim, 'utf8') || null
  } catch {
    return null
  }
}
