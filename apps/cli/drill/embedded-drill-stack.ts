import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { type Environment, newId, systemClock } from '@aura-sign/core'
import { type Embedder, seedIdentities, syntheticIdentities } from '@aura-sign/identity'
import { openObjectStore } from '@aura-sign/object-store'
import { openPool, type Sql } from '@aura-sign/postgres'
import {
  type BackupSummary,
  backupSummarySchema,
  type DrillStack,
  type ReconcileOutcome,
  type RestoreResult,
  readNewestHeartbeat,
  restoreResultSchema,
  type StartedStack,
} from '@aura-sign/recovery'
import { restoredNames } from '../restore/database-name.ts'
import { activeDatabaseDirectory } from '../up/open-active-database.ts'
import type { DrillDirectory } from './drill-directory.ts'
import { drillEnvironment } from './drill-environment.ts'
import { findOldWriters } from './find-old-writers.ts'
import { isIndexUsable } from './is-index-usable.ts'
import { readReconcileOutcome } from './read-reconcile-outcome.ts'
import { runAura } from './run-command.ts'
import { ServingProcess } from './serving-process.ts'
import { withIndexBuiltLast } from './with-index-built-last.ts'

/** An embedded stack in a directory of the drill, driven by the commands that an operator would type. */
export class EmbeddedDrillStack implements DrillStack {
  readonly kind = 'embedded'
  readonly #directory: DrillDirectory
  readonly #seed: string
  readonly #embedder: Embedder
  readonly #whileStarting: () => Promise<void>
  readonly #drillId = newId()
  readonly #environment: Readonly<Record<string, string>>
  #process: ServingProcess | null = null
  #sql: Sql | null = null
  #systemIdentifier = ''
  #identities = 0
  #backup = ''

  constructor(
    directory: DrillDirectory,
    options: {
      seed: string
      embedder: Embedder
      sitePort: number
      environment: Environment
      /** Begun once the process runs: it has seconds to compute by itself. */
      whileStarting: () => Promise<void>
    },
  ) {
    this.#directory = directory
    this.#seed = options.seed
    this.#embedder = options.embedder
    this.#whileStarting = options.whileStarting
    this.#environment = drillEnvironment(directory, { ...options, drillId: this.#drillId })
  }

  get siteUrl(): string {
    return this.#environment.APP_URL ?? ''
  }

  async start(signal: AbortSignal): Promise<StartedStack> {
    const starting = ServingProcess.start({
      environment: this.#environment,
      runFile: this.#directory.data.runFile,
      drillId: this.#drillId,
      signal,
    })
    const prepared = this.#whileStarting().catch((error: unknown) => error)
    this.#process = await starting
    const failure = await prepared
    if (failure !== undefined) throw failure
    this.#sql = openPool({ url: this.#process.run.databaseUrl, applicationName: 'aura-drill' })
    this.#systemIdentifier = await this.#readSystemIdentifier()
    return { systemIdentifier: this.#systemIdentifier }
  }

  async seed(
    identities: number,
    { onProgress, signal }: { onProgress: (done: number) => void; signal: AbortSignal },
  ): Promise<void> {
    this.#identities = identities
    const sql = this.#database()
    const options = { count: identities, seed: this.#seed, now: systemClock.now(), signal }
    await withIndexBuiltLast(sql, () =>
      seedIdentities(sql, this.#embedder, { ...options, onProgress: (progress) => onProgress(progress.done) }),
    )
  }

  async backup(signal: AbortSignal): Promise<BackupSummary> {
    const backup = backupSummarySchema.parse(JSON.parse(await this.#run(['backup', 'create', '--json'], signal)))
    this.#backup = backup.name
    return backup
  }

  async newestKnownHeartbeat(): Promise<string | null> {
    return (await readNewestHeartbeat(openObjectStore(this.#directory.backupStoreUrl)))?.at ?? null
  }

  async kill(): Promise<void> {
    const serving = this.#serving()
    serving.assertOwn()
    if ((await this.#readSystemIdentifier()) !== this.#systemIdentifier) {
      throw new Error('the database is not the one that this drill made')
    }
    await serving.kill()
    await this.#closeDatabase()
  }

  async destroyDatabase(): Promise<void> {
    if (this.#serving().isAlive) throw new Error('the stack still runs')
    await rm(activeDatabaseDirectory(this.#directory.data), { recursive: true })
  }

  async findOldWriters(): Promise<string[]> {
    const { run } = this.#serving()
    const directory = activeDatabaseDirectory(this.#directory.data)
    const found = await findOldWriters({
      pid: run.pid,
      urls: [run.siteUrl, run.databaseUrl, run.controlUrl],
      directory,
    })
    if (existsSync(directory)) found.push(`the database is still in ${directory}`)
    return found
  }

  async restore(signal: AbortSignal): Promise<RestoreResult> {
    // The database that it would replace has been destroyed, so what is confirmed is the one that it makes.
    const [name = ''] = restoredNames(this.#backup)
    const words = ['restore', '--latest', '--no-reconcile', '--confirm', name, '--json']
    return restoreResultSchema.parse(JSON.parse(await this.#run(words, signal)))
  }

  async reconcile(signal: AbortSignal): Promise<ReconcileOutcome> {
    const words = ['reconcile', 'attestations', '--json']
    const printed = await runAura(words, { environment: this.#environment, signal, findingsFail: true })
    return readReconcileOutcome(JSON.parse(printed))
  }

  async newestHeartbeatInDatabase(until: Date): Promise<string | null> {
    const [row] = await this.#database()<{ at: Date | null }[]>`
      select max(at) as at from recovery_heartbeats where at <= ${until}`
    return row?.at?.toISOString() ?? null
  }

  async newestVectorInDatabase(until: Date): Promise<string | null> {
    const [row] = await this.#database()<{ at: Date | null }[]>`
      select max(updated_at) as at from embeddings where updated_at <= ${until}`
    return row?.at?.toISOString() ?? null
  }

  async countSeeded(): Promise<number> {
    const userIds = syntheticIdentities({ count: this.#identities, seed: this.#seed }).map(
      (identity) => identity.userId,
    )
    const [row] = await this.#database()<{ count: number }[]>`
      select count(*)::int as count from users join embeddings on embeddings.user_id = users.id
      where users.id = any(${userIds}::uuid[])`
    return row?.count ?? 0
  }

  async findIdentities(wallets: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.#database()<{ address: string }[]>`
      select address from wallets where address = any(${wallets.map((wallet) => wallet.toLowerCase())}::text[])`
    const found = new Set(rows.map((row) => row.address))
    return new Set(wallets.filter((wallet) => found.has(wallet.toLowerCase())))
  }

  async isIndexOnline(): Promise<boolean> {
    return await isIndexUsable(this.#database())
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process?.kill()
    await this.#closeDatabase()
  }

  async #run(words: readonly string[], signal: AbortSignal): Promise<string> {
    return await runAura(words, { environment: this.#environment, signal })
  }

  async #readSystemIdentifier(): Promise<string> {
    const [row] = await this.#database()<
      { id: string }[]
    >`select system_identifier::text as id from pg_control_system()`
    return row?.id ?? ''
  }

  #serving(): ServingProcess {
    if (!this.#process) throw new Error('the stack was not started')
    return this.#process
  }

  #database(): Sql {
    if (!this.#sql) throw new Error('the stack does not run')
    return this.#sql
  }

  async #closeDatabase(): Promise<void> {
    await this.#sql?.end({ timeout: 0 })
    this.#sql = null
  }
}
