import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

const runFileSchema = z.object({
  pid: z.number().int().positive(),
  startedAt: z.iso.datetime(),
  siteUrl: z.url(),
  databaseUrl: z.url(),
  /** The guardian's private listener on loopback; requests carry the token as a bearer token. */
  controlUrl: z.url(),
  controlToken: z.string(),
  /** Names the drill that made this stack; absent on a person's own. */
  drill: z.string().optional(),
})

/** How other processes find a running stack. */
export type RunFile = z.infer<typeof runFileSchema>

export function writeRunFile(path: string, run: RunFile): void {
  writeFileSync(path, `${JSON.stringify(run, null, 2)}\n`, { mode: 0o600 })
}

export function removeRunFile(path: string): void {
  rmSync(path, { force: true })
}

/** The running stack, or null when the file is absent, unreadable or names a process that is gone. */
export function readRunFile(path: string): RunFile | null {
  let run: RunFile
  try {
    run = runFileSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return null
  }
  return isAlive(run.pid) ? run : null
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // The process exists but belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
