import { AuraError } from '@aura-sign/core'
import { z } from 'zod'
import { type PgBackRest, runPgBackRest } from './pgbackrest.ts'

export const physicalTypes = ['full', 'diff', 'incr'] as const
export type PhysicalType = (typeof physicalTypes)[number]

/** One physical backup, as the repository describes it. */
export const physicalBackupSchema = z.object({
  label: z.string(),
  type: z.enum(physicalTypes),
  /** From when on a point in time can be reached with it is `stoppedAt`. */
  startedAt: z.iso.datetime(),
  stoppedAt: z.iso.datetime(),
  /** Of the cluster, and of what the repository keeps for this backup alone. */
  databaseBytes: z.number(),
  sizeBytes: z.number(),
  /** First and last segment without which it cannot be restored. */
  wal: z.object({ first: z.string(), last: z.string() }),
  lsn: z.object({ start: z.string(), stop: z.string() }),
  /** The archive that its WAL is in, such as 15-1. */
  archiveId: z.string(),
  systemId: z.string(),
  postgresMajor: z.number().int(),
  /** Whether pages with a wrong checksum were met. */
  damaged: z.boolean(),
  /** The backups that it builds on. */
  needs: z.array(z.string()),
})
export type PhysicalBackup = z.infer<typeof physicalBackupSchema>

export interface PhysicalRepository {
  /** Oldest first. */
  readonly backups: readonly PhysicalBackup[]
  /** The archive that the cluster's WAL goes to now; null before there is one. */
  readonly archive: { readonly id: string; readonly newest: string | null } | null
  /** Why it cannot be used; null when it can. */
  readonly problem: string | null
}

const seconds = z.number().transform((value) => new Date(value * 1000).toISOString())
const infoSchema = z
  .array(
    z.object({
      archive: z.array(
        z.object({ id: z.string(), max: z.string().nullable(), database: z.object({ id: z.number() }) }),
      ),
      backup: z.array(
        z.object({
          label: z.string(),
          type: z.enum(physicalTypes),
          archive: z.object({ start: z.string(), stop: z.string() }),
          lsn: z.object({ start: z.string(), stop: z.string() }),
          database: z.object({ id: z.number() }),
          error: z.boolean().nullish(),
          info: z.object({ size: z.number(), repository: z.object({ delta: z.number() }) }),
          reference: z.array(z.string()).nullable(),
          timestamp: z.object({ start: seconds, stop: seconds }),
        }),
      ),
      // More digits than a JSON number keeps; it is compared, never counted with.
      db: z.array(z.object({ id: z.number(), 'system-id': z.union([z.number(), z.string()]), version: z.string() })),
      status: z.object({ code: z.number(), message: z.string() }),
    }),
  )
  .length(1)

const timeoutMs = 60_000
/** pgBackRest's "no valid backups": a repository like that is fine, and empty. */
const usableCodes = [0, 2]

/** What is in the repository. Throws `pgbackrest_failed`. */
export async function readRepository(pgBackRest: PgBackRest): Promise<PhysicalRepository> {
  const output = await runPgBackRest(pgBackRest, ['--output=json', 'info'], { timeoutMs })
  return parseRepository(output)
}

/** Parses `pgbackrest info --output=json` of one stanza. */
export function parseRepository(output: string): PhysicalRepository {
  const parsed = infoSchema.safeParse(parseJson(output.replaceAll(/("system-id":)(\d+)/g, '$1"$2"')))
  if (!parsed.success) {
    const detail = 'its answer is of a shape that this version does not know'
    throw new AuraError('pgbackrest_failed', { command: 'info', detail }, { cause: parsed.error })
  }
  const [info] = parsed.data
  if (!info) return { backups: [], archive: null, problem: null }
  const { backup, archive, db, status } = info
  const newest = db.at(-1)
  const current = newest && archive.findLast(({ database }) => database.id === newest.id)
  return {
    backups: backup.map((entry) => {
      const cluster = db.find(({ id }) => id === entry.database.id)
      return {
        label: entry.label,
        type: entry.type,
        startedAt: entry.timestamp.start,
        stoppedAt: entry.timestamp.stop,
        databaseBytes: entry.info.size,
        sizeBytes: entry.info.repository.delta,
        wal: { first: entry.archive.start, last: entry.archive.stop },
        lsn: entry.lsn,
        archiveId: `${cluster?.version}-${entry.database.id}`,
        systemId: String(cluster?.['system-id']),
        postgresMajor: Number.parseInt(cluster?.version ?? '', 10),
        damaged: entry.error === true,
        needs: entry.reference ?? [],
      }
    }),
    archive: newest ? { id: current?.id ?? `${newest.version}-${newest.id}`, newest: current?.max ?? null } : null,
    problem: usableCodes.includes(status.code) ? null : status.message,
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
