import { AuraError, type Clock, type Logger, sleep } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'
import {
  type BackupFormat,
  type BackupProgress,
  createBackup,
  type Manifest,
  type SnapshotSource,
} from '@aura-sign/recovery'

export interface BackupOutcome {
  name: string
  finishedAt: string
  durationMs: number
}

export interface BackupState {
  running: boolean
  lastSuccess: BackupOutcome | null
  lastFailure: { at: string; code: string; message: string } | null
}

export interface BackupRunnerOptions {
  store: ObjectStore
  clock: Clock
  logger: Logger
  /** Of backups for which nobody asks for another. */
  format?: Partial<BackupFormat>
}

/** Makes backups, one at a time. */
export class BackupRunner {
  readonly #source: SnapshotSource
  readonly #options: BackupRunnerOptions
  readonly #state: BackupState = { running: false, lastSuccess: null, lastFailure: null }
  readonly #counts = { succeeded: 0, failed: 0 }
  #current: Promise<unknown> = Promise.resolve()
  #asked = false

  constructor(source: SnapshotSource, options: BackupRunnerOptions) {
    this.#source = source
    this.#options = options
  }

  get state(): Readonly<BackupState> {
    return this.#state
  }

  /** Since the start. */
  get counts(): Readonly<{ succeeded: number; failed: number }> {
    return this.#counts
  }

  /** Whether a request for one would be refused: another one was asked for and runs. */
  get busy(): boolean {
    return this.#asked
  }

  /** Throws `backup_running` while one that was asked for runs; one of the schedule is waited for. */
  async run(onProgress: (progress: BackupProgress) => void, format?: Partial<BackupFormat>): Promise<Manifest> {
    if (this.#asked) throw new AuraError('backup_running')
    this.#asked = true
    try {
      await this.#current
      return await this.#runNow(onProgress, format)
    } finally {
      this.#asked = false
    }
  }

  /** For the schedule: one that was asked for and runs already serves as well, unless it fails. */
  async runScheduled(): Promise<void> {
    const before = this.#counts.succeeded
    while (this.#state.running || this.#asked) {
      await this.#current
      // It is asked for, and begins in a moment.
      await sleep(0)
    }
    if (this.#counts.succeeded === before) await this.#runNow(() => undefined)
  }

  async #runNow(onProgress: (progress: BackupProgress) => void, format?: Partial<BackupFormat>): Promise<Manifest> {
    this.#state.running = true
    const running = this.#create(onProgress, format)
    this.#current = running.catch(() => undefined)
    try {
      return await running
    } finally {
      this.#state.running = false
    }
  }

  /** Resolves when no backup runs any more. */
  async idle(): Promise<void> {
    await this.#current
  }

  async #create(onProgress: (progress: BackupProgress) => void, asked: Partial<BackupFormat> = {}): Promise<Manifest> {
    const { store, clock, logger } = this.#options
    const format = { ...this.#options.format, ...asked }
    const startedMs = clock.monotonicMs()
    try {
      const manifest = await createBackup(this.#source, { store, clock, format, onProgress })
      const durationMs = Math.round(clock.monotonicMs() - startedMs)
      this.#state.lastSuccess = { name: manifest.name, finishedAt: manifest.finishedAt, durationMs }
      this.#counts.succeeded += 1
      logger.info({ backup: manifest.name, sizeBytes: manifest.file.sizeBytes, durationMs }, 'backup complete')
      return manifest
    } catch (error) {
      this.#counts.failed += 1
      const code = error instanceof AuraError ? error.code : 'internal_error'
      const message = error instanceof Error ? error.message : String(error)
      this.#state.lastFailure = { at: clock.now().toISOString(), code, message }
      logger.error({ err: error }, 'backup failed')
      throw error
    }
  }
}
