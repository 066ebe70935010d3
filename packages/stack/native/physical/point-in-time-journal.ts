import { readFileSync, rmSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { writeFileAtomically } from '@aura-sign/core'
import { z } from 'zod'

const schema = z.object({
  /** What was asked for: a time as ISO 8601, or `latest`. */
  target: z.string(),
  /** `restoring`: only new files, which may be thrown away; `switching`: verified, and being put into the place of the old ones. */
  phase: z.enum(['restoring', 'switching']),
  /** Names of folders beside `data`: the restored cluster, and what the replaced one is kept as. */
  restored: z.string().regex(/^data-restored-[\w-]+$/),
  replaced: z.string().regex(/^data-replaced-[\w-]+$/),
  /** The server that recovers it. */
  process: z
    .object({
      name: z.string(),
      pid: z.number().int().positive(),
      identity: z.string(),
      startedAt: z.string(),
      stopSignal: z.enum(Object.keys(constants.signals) as [NodeJS.Signals, ...NodeJS.Signals[]]),
      stopTimeoutMs: z.number(),
    })
    .nullable(),
})

/** How far a restore to a point in time has come; outlives the command that does it. */
export type PointInTimeJournal = z.infer<typeof schema>

/** The journal of a restore that has not come to its end; null when there is none. */
export function readPointInTimeJournal(stackDirectory: string): PointInTimeJournal | null {
  try {
    return schema.parse(JSON.parse(readFileSync(pathOf(stackDirectory), 'utf8')))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

export function writePointInTimeJournal(stackDirectory: string, journal: PointInTimeJournal): void {
  writeFileAtomically(pathOf(stackDirectory), `${JSON.stringify(journal)}\n`)
}

export function removePointInTimeJournal(stackDirectory: string): void {
  rmSync(pathOf(stackDirectory), { force: true })
}

function pathOf(stackDirectory: string): string {
  return join(stackDirectory, 'point-in-time.json')
}
