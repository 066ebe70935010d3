import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AuraError, sleep } from '@aura-sign/core'
import { z } from 'zod'
import { lockDirectory } from './embedded/lock-directory.ts'

const runFileSchema = z.object({
  pid: z.number().int().positive(),
  startedAt: z.iso.datetime(),
  /** Where the site listens on this machine; people may reach it elsewhere (`APP_URL`). */
  siteUrl: z.url(),
  databaseUrl: z.url(),
  /** The guardian's private listener on loopback; requests carry the token as a bearer token. */
  controlUrl: z.url(),
  controlToken: z.string(),
  /** How long the stack may take to stop, running work included. */
  stopSecondsMax: z.number().positive(),
  /** Names the drill that made this stack; absent on a person's own. */
  drill: z.string().optional(),
})

/** How other processes find a running stack. */
export type RunFile = z.infer<typeof runFileSchema>

/** The right to be the one stack of a data directory. */
export interface StackClaim {
  publish(run: RunFile): void
  /** Removes the run file and gives the right back: the last act of a stack. */
  release(): void
}

// A reader that looks whether the claim is held takes it for an instant.
const claimAttempts = 10
const claimRetryMs = 20

/** Claims the data directory of the run file at `path` until `release`, or throws `data_directory_locked`. */
export async function claimStack(path: string): Promise<StackClaim> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const lock = lockDirectory(claimOf(path))
      // What a killed stack left would be believed from here on: the lock is held again.
      rmSync(path, { force: true })
      const release = () => {
        rmSync(path, { force: true })
        lock.release()
      }
      return { publish: (run) => writeRunFile(path, run), release }
    } catch (error) {
      if (!(error instanceof AuraError) || error.code !== 'data_directory_locked') throw error
      if (attempt === claimAttempts) {
        const pid = error.parameters.pid ?? 'unknown'
        throw new AuraError('data_directory_locked', { path: dirname(path), pid }, { cause: error })
      }
      await sleep(claimRetryMs)
    }
  }
}

/** Writes the run file, for its owner only; a running stack publishes its own through its claim. */
export function writeRunFile(path: string, run: RunFile): void {
  writeFileSync(path, `${JSON.stringify(run, null, 2)}\n`, { mode: 0o600 })
}

/**
 * The running stack, or null when there is none. A file that a killed stack left behind counts for nothing, whichever
 * process has its pid by now: what counts is the kernel lock, which dies with the stack, and who holds it.
 */
export function readRunFile(path: string): RunFile | null {
  let run: RunFile
  try {
    run = runFileSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return null
  }
  return claimHolder(path) === String(run.pid) ? run : null
}

/** Process id of whoever holds the claim; null when nobody does. */
function claimHolder(path: string): string | null {
  try {
    lockDirectory(claimOf(path)).release()
    return null
  } catch (error) {
    const isHeld = error instanceof AuraError && error.code === 'data_directory_locked'
    return isHeld ? String(error.parameters.pid) : null
  }
}

function claimOf(path: string): string {
  return join(dirname(path), 'stack')
}
