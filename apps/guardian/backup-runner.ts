import { AuraError, type Clock, type Logger, sleep } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'
import { type BackupProgress, createBackup, type Manifest, type SnapshotSource } from '@aura-sign/recovery'

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

/** Makes backups, one at a time. */
export class BackupRunner {
  readonly #source: SnapshotSource
  readonly #options: { store: ObjectStore; clock: Clock; logger: Logger }
  readonly #state: BackupState = { running: false, lastSuccess: null, lastFailure: null }
  readonly #counts = { succeeded: 0, failed: 0 }
  #current: Promise<unknown> = Promise.resolve()
  #asked = false

  constructor(source: SnapshotSource, options: { store: ObjectStore; clock: Clock; logger: Logger }) {
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
  async run(onProgress: (progress: BackupProgress) => void): Promise<Manifest> {
    if (this.#asked) throw new AuraError('backup_running')
    this.#asked = true
    try {
      await this.#current
      return await this.#runNow(onProgress)
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

  async #runNow(onProgress: (progress: BackupProgress) => void): Promise<Manifest> {
    this.#state.running = true
    const running = this.#create(onProgress)
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

  async #create(onProgress: (progress: BackupProgress) => void): Promise<Manifest> {
    const { store, clock, logger } = this.#options
    const startedMs = clock.monotonicMs()
    try {
      const manifest = await createBackup(this.#source, { store, clock, onProgress })
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
