import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { AuraError, writeFileAtomically } from '@aura-sign/core'
import type {
  OpenTarget,
  PromoteOptions,
  Promotion,
  RestoreMark,
  RestoreTarget,
  TargetState,
} from '@aura-sign/recovery'
import { type DataDirectory, type DirectoryLock, lockDirectory, openEmbeddedDatabase } from '@aura-sign/stack'
import { activeDatabaseDirectory } from '../up/open-active-database.ts'
import { prepareDataDirectory } from '../up/prepare-data-directory.ts'
import { assertDatabaseName } from './database-name.ts'
import { readMark, removeMark, writeMark } from './restore-mark-file.ts'

/** Of the Postgres in this release's PGlite; a test compares it with what the server says. */
export const embeddedPostgresMajor = 18

/** A new database directory of the embedded stack; promoted by naming it in the file that names the one in use. */
export class EmbeddedRestoreTarget implements RestoreTarget {
  readonly name: string
  readonly location: string
  readonly postgresMajor = embeddedPostgresMajor
  readonly systemIdentifier = null
  readonly #dataDirectory: DataDirectory
  readonly #password: () => string
  readonly #directory: string
  readonly #markPath: string

  constructor(dataDirectory: DataDirectory, options: { name: string; password: () => string }) {
    assertDatabaseName(options.name)
    this.#dataDirectory = dataDirectory
    this.#password = options.password
    this.name = options.name
    this.location = dataDirectory.databases
    this.#directory = join(dataDirectory.databases, options.name)
    this.#markPath = `${this.#directory}.restore.json`
  }

  async inUse(): Promise<string | null> {
    const active = this.#active()
    return existsSync(active) ? basename(active) : null
  }

  /** What is made is this release's own Postgres: it has what a backup can have, as far as its version was asked for. */
  async assertFits(): Promise<void> {}

  async knowsSetting(): Promise<boolean> {
    return true
  }

  /** Its one role is its own. */
  async applyGlobals(): Promise<null> {
    return null
  }

  async inspect(): Promise<TargetState> {
    // Whatever its mark says, the database in use is nobody's to replace.
    if (this.#directory === this.#active() && existsSync(this.#directory)) return { state: 'occupied' }
    const mark = await readMark(this.#markPath)
    if (mark) return { state: mark.verified ? 'verified' : 'interrupted', restore: mark }
    return { state: (await isAbsentOrEmpty(this.#directory)) ? 'empty' : 'occupied' }
  }

  /** The lock on the database in use keeps a stack from starting on it while it is being replaced. */
  async lock(): Promise<AsyncDisposable> {
    await prepareDataDirectory(this.#dataDirectory)
    const embedded = dirname(this.#dataDirectory.databases)
    const restore = translateLock(
      () => lockDirectory(join(embedded, 'restore')),
      (pid) => {
        return new AuraError('restore_running', { pid })
      },
    )
    try {
      const active = this.#lockActive()
      const release = async () => {
        active?.release()
        restore.release()
      }
      return { [Symbol.asyncDispose]: release }
    } catch (error) {
      restore.release()
      throw error
    }
  }

  async prepare(mark: RestoreMark): Promise<void> {
    // Whatever the checks before this one said: what somebody has open is not removed.
    using _unused = this.#lockDirectory(this.#directory)
    writeMark(this.#markPath, { ...mark, verified: false })
    await this.#removeDatabase()
  }

  async open(): Promise<OpenTarget> {
    return await openEmbeddedDatabase({ directory: this.#directory, port: 0, password: this.#password() })
  }

  async markVerified(mark: RestoreMark): Promise<void> {
    writeMark(this.#markPath, { ...mark, verified: true })
  }

  async promote({ settle }: PromoteOptions = {}): Promise<Promotion> {
    const previous = await this.inUse()
    if (settle) {
      await using database = await this.open()
      await settle(database)
    }
    writeFileAtomically(this.#dataDirectory.activeDatabaseFile, `${this.name}\n`)
    await removeMark(this.#markPath)
    return { database: this.name, previous }
  }

  /** Nothing of it is left to do. */
  async finish(): Promise<void> {}

  async discard(): Promise<void> {
    using _unused = this.#lockDirectory(this.#directory)
    await this.#removeDatabase()
    await removeMark(this.#markPath)
  }

  #lockActive(): DirectoryLock | null {
    // Only where there is no database in use yet; opening the target takes this lock itself then.
    const active = this.#active()
    return active === this.#directory ? null : this.#lockDirectory(active)
  }

  /** Promotions change it, so it counts only from under the lock on. */
  #active(): string {
    return activeDatabaseDirectory(this.#dataDirectory)
  }

  #lockDirectory(directory: string): DirectoryLock {
    return translateLock(
      () => lockDirectory(directory),
      (pid) => new AuraError('stack_running', { path: this.#dataDirectory.root, pid }),
    )
  }

  async #removeDatabase(): Promise<void> {
    for (const path of [this.#directory, `${this.#directory}.initialising`]) {
      await rm(path, { recursive: true, force: true })
    }
  }
}

async function isAbsentOrEmpty(directory: string): Promise<boolean> {
  return !existsSync(directory) || (await readdir(directory)).length === 0
}

function translateLock(lock: () => DirectoryLock, refusal: (pid: string) => AuraError): DirectoryLock {
  try {
    return lock()
  } catch (error) {
    if (!(error instanceof AuraError && error.code === 'data_directory_locked')) throw error
    throw refusal(String(error.parameters.pid))
  }
}
