import { hostname } from 'node:os'
import { AuraError, type Clock, exitCodes } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'
import { isDatabaseLost, type Sql } from '@aura-sign/postgres'
import { manifestNameOf, verdictNameOf } from '../backup/backup-name.ts'
import type { Manifest } from '../backup/manifest.ts'
import { readManifest } from '../backup/read-manifest.ts'
import { type Verdict, verdictSchema } from '../backup/verdict.ts'
import { verifyStoredDump } from '../backup/verify-stored-dump.ts'
import { compareLoaded, loadBackup, withSession } from '../restore/load-backup.ts'
import { version } from '../version.ts'
import type { Check } from './check.ts'
import type { Probe } from './probe.ts'
import type { ScratchDatabase, ScratchPlace } from './scratch-place.ts'

export const verifySteps = ['read-back', 'scratch', 'load', 'compare', 'probe', 'record'] as const
export type VerifyStep = (typeof verifySteps)[number]

/** `bytes` of `totalBytes` of the stored file, in the steps that read it. */
export interface VerifyProgress {
  step: VerifyStep
  bytes: number
  totalBytes?: number
}

export interface VerifyOptions {
  store: ObjectStore
  scratch: ScratchPlace
  probes: readonly Probe[]
  clock: Clock
  /** `AGE-SECRET-KEY-1…`, where backups are encrypted. */
  identities?: readonly string[]
  signal?: AbortSignal
  onProgress?: (progress: VerifyProgress) => void
}

/**
 * Proves a backup: reads it, restores it into a scratch database, compares that with all that the manifest says, asks the probes, drops it, and
 * records the verdict beside the manifest, good or bad. Throws, and records nothing, when it could not be tried:
 * the store or the server does not answer, there is no such backup, or the server is older than the backup.
 */
export async function verifyStoredBackup(name: string, options: VerifyOptions): Promise<Verdict> {
  const { clock, store, signal } = options
  const startedMs = clock.monotonicMs()
  const { manifest, checks } = await tryManifest(name, options)
  signal?.throwIfAborted()
  const verdict = verdictSchema.parse({
    ...{ format: 1, backup: manifest?.name ?? name, sha256: manifest?.file.sha256 ?? null },
    verifiedAt: clock.now().toISOString(),
    durationMs: Math.round(clock.monotonicMs() - startedMs),
    ...{ version, host: hostname() },
    ok: checks.every(({ ok }) => ok),
    checks,
  } satisfies Verdict)
  options.onProgress?.({ step: 'record', bytes: 0 })
  await store.put(verdictNameOf(name), Buffer.from(`${JSON.stringify(verdict, null, 2)}\n`))
  return verdict
}

async function tryManifest(
  name: string,
  options: VerifyOptions,
): Promise<{ manifest: Manifest | null; checks: Check[] }> {
  let manifest: Manifest
  try {
    manifest = await readManifest(options.store, name)
  } catch (error) {
    return { manifest: null, checks: [redCheckOf('manifest', error)] }
  }
  const checks = [checkNotEmpty(manifest)]
  for await (const check of proveBackup(manifest, options)) checks.push(check)
  return { manifest, checks }
}

/** Ends at the first check after which the next ones could not be made. */
async function* proveBackup(manifest: Manifest, options: VerifyOptions): AsyncGenerator<Check, void> {
  const { store, scratch, signal, onProgress, identities = [] } = options
  const { sizeBytes: totalBytes, sha256 } = manifest.file
  const begin = (step: VerifyStep) => {
    signal?.throwIfAborted()
    onProgress?.({ step, bytes: 0, totalBytes })
    return (bytes: number) => onProgress?.({ step, bytes, totalBytes })
  }
  const onRead = begin('read-back')
  const read = await attempt('file', `${totalBytes} bytes with SHA-256 ${sha256}`, () =>
    readBack(store, { manifest, onBytes: onRead }),
  )
  yield read
  if (!read.ok) return
  begin('scratch')
  await scratch.clear()
  await using database = await scratch.open()
  using _aborting = dropOnAbort(database, signal)
  assertNotOlder(manifest, database)
  const onBytes = begin('load')
  const loaded = await attempt('restore', `loaded into ${database.name}`, () =>
    loadBackup(database, { manifest, store, identities, onBytes }),
  )
  yield loaded
  if (!loaded.ok) return
  begin('compare')
  const { compared, probed } = await withSession(database.url, async (sql) => {
    const compared = await compareLoaded(sql, manifest)
    begin('probe')
    return { compared, probed: await askProbes(sql, options) }
  })
  yield* compared
  yield* probed
}

async function readBack(
  store: ObjectStore,
  { manifest, onBytes }: { manifest: Manifest; onBytes: (bytes: number) => void },
): Promise<void> {
  const { name, file } = manifest
  try {
    await verifyStoredDump(store, { file: { key: name, ...file }, onBytes })
  } catch (cause) {
    if (!(cause instanceof AuraError && cause.code === 'backup_missing')) throw cause
    // Without its manifest too it has been removed meanwhile, which is no fault of it.
    if (!(await store.head(manifestNameOf(name)))) throw cause
    throw new AuraError('backup_corrupt', { name, detail: 'its data is gone' }, { cause })
  }
}

async function askProbes(sql: Sql, { probes, signal }: VerifyOptions): Promise<Check[]> {
  const checks: Check[] = []
  for (const probe of probes) {
    signal?.throwIfAborted()
    try {
      checks.push(await probe.run(sql))
    } catch (error) {
      if (isDatabaseLost(error)) throw error
      checks.push({ name: probe.name, ok: false, detail: error instanceof Error ? error.message : String(error) })
    }
  }
  return checks
}

/** A good restore of nothing would be a good verdict on nothing. */
function checkNotEmpty({ database }: Manifest): Check {
  const tables = Object.values(database.tables)
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  const ok = database.schemaVersion !== null && rows > 0
  const found = `${rows} rows in ${tables.length} tables`
  return {
    name: 'content',
    ok,
    detail: ok
      ? found
      : `${found}${database.schemaVersion === null ? ', and no schema version' : ''}: it is of an empty database`,
  }
}

async function attempt(name: string, whenGood: string, run: () => Promise<void>): Promise<Check> {
  try {
    await run()
    return { name, ok: true, detail: whenGood }
  } catch (error) {
    return redCheckOf(name, error)
  }
}

/** What says something about the backup is a check; anything else is thrown on: nothing was proven either way. */
function redCheckOf(name: string, error: unknown): Check {
  if (!(error instanceof AuraError) || !isAboutBackup(error)) throw error
  return { name, ok: false, detail: error.message }
}

function isAboutBackup(error: AuraError): boolean {
  if (error.code !== 'dump_refused') return error.exitCode === exitCodes.corrupt
  const code = (error.cause as { code?: unknown } | undefined)?.code
  // Classes 53, 57 and 58: the server is out of something, was told to stop, or has trouble of its own.
  return typeof code === 'string' && !isDatabaseLost(error.cause) && !/^5[378]/.test(code)
}

function assertNotOlder({ name, database }: Manifest, { postgresMajor }: ScratchDatabase): void {
  const wanted = database.postgres.major
  if (wanted > postgresMajor) throw new AuraError('postgres_older', { name, found: postgresMajor, wanted })
}

/** Whatever statement runs then ends with its database. */
function dropOnAbort(database: ScratchDatabase, signal: AbortSignal | undefined): Disposable {
  const drop = () => void Promise.resolve(database[Symbol.asyncDispose]()).catch(() => undefined)
  signal?.addEventListener('abort', drop)
  return { [Symbol.dispose]: () => signal?.removeEventListener('abort', drop) }
}
