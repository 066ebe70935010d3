import { AuraError } from '@aura-sign/core'
import { listObjects, type ObjectStore, readObject } from '@aura-sign/object-store'
import { z } from 'zod'
import { parseRunKey, runKeyAt, runsPrefix } from './object-keys.ts'

/** Raised when a reader of today could misunderstand what is written. */
export const objectsRunFormat = 1

const count = z.number().int().min(0)

/** What one run did. Stored as `objects/<time>.json`, last: without it the run never ended. */
export const objectsRunSchema = z.object({
  format: z.literal(objectsRunFormat),
  /** Of Aura-Sign. */
  version: z.string(),
  /**
   * `complete`: every object has a good copy. `partial`: those in `failures` have none. `held`: so much was deleted or overwritten
   * that nobody but an operator may say it was meant; only new objects were copied.
   */
  state: z.enum(['complete', 'partial', 'held']),
  /** Whatever was stored before it has a copy, unless it failed; RPO counts from here. */
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  durationMs: z.number().min(0),
  /** URL of the object store. */
  source: z.string(),
  objects: z.object({
    /** At the source, and their bytes. */
    total: count,
    totalBytes: count,
    newestModifiedAt: z.iso.datetime().nullable(),
    /** SHA-256 of a line for each object, in the order of keys: key, size, time of change. */
    listingSha256: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  copied: z.object({ new: count, overwritten: count, repaired: count, bytes: count }),
  /** Deleted at the source: their copies were moved to `deleted/`. */
  deleted: count,
  unchanged: count,
  /** Copies from before that were read again and are good. */
  reread: count,
  /** Kept copies whose time was over. */
  pruned: count,
  /** What waits for an operator. */
  held: z.object({ deleted: count, overwritten: count }),
  failed: count,
  failures: z.array(z.object({ key: z.string(), code: z.string(), detail: z.string() })),
})

export type ObjectsRun = z.infer<typeof objectsRunSchema>

export interface ObjectsBackupState {
  /** The newest run of any kind; null: there was none. */
  readonly newest: ObjectsRun | null
  /** The newest one that went through all objects: the age of the copies counts from its start. */
  readonly newestDone: ObjectsRun | null
}

const runBytesMax = 4 * 1024 * 1024
/** More held runs in a row than these are weeks. */
const looksMax = 2_000

export async function writeObjectsRun(store: ObjectStore, run: ObjectsRun): Promise<void> {
  await store.put(runKeyAt(new Date(run.startedAt)), Buffer.from(`${JSON.stringify(run, null, 2)}\n`))
}

/** What the backup store says of the newest runs. Throws `objects_run_invalid` for a manifest that cannot be read. */
export async function readObjectsBackupState(store: ObjectStore): Promise<ObjectsBackupState> {
  const keys: string[] = []
  for await (const { key } of listObjects(store, runsPrefix)) if (parseRunKey(key)) keys.push(key)
  let newest: ObjectsRun | null = null
  for (const key of keys.toReversed().slice(0, looksMax)) {
    const run = await readRun(store, key)
    newest ??= run
    if (run && run.state !== 'held') return { newest, newestDone: run }
  }
  return { newest, newestDone: null }
}

/** The newest run that went through all objects; null when there was none. */
export async function readNewestObjectsBackup(store: ObjectStore): Promise<ObjectsRun | null> {
  return (await readObjectsBackupState(store)).newestDone
}

/** Null when it was removed since it was listed. */
async function readRun(store: ObjectStore, key: string): Promise<ObjectsRun | null> {
  const text = await readObject(store, key, { maxBytes: runBytesMax })
  if (!text) return null
  const run = objectsRunSchema.safeParse(parseJson(text.toString()))
  if (!run.success) throw new AuraError('objects_run_invalid', { key }, { cause: run.error })
  return run.data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
