import { mkdir, realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { AuraError } from '@aura-sign/core'
import { DatabaseWorker } from './database-worker-handle.ts'
import type { EmbeddedDatabase } from './embedded-database.ts'
import { limits } from './limits.ts'
import { type DirectoryLock, lockDirectory } from './lock-directory.ts'
import { prepareDirectory } from './prepare-directory.ts'

export interface EmbeddedDatabaseOptions {
  /** Created with a new database if it is missing or empty; its parent directory is created too. */
  readonly directory: string
  /** 0 takes a free one. */
  readonly port: number
  readonly password: string
  readonly role?: string
  readonly database?: string
  /** How long a client may keep the session for an idle transaction while others wait. */
  readonly idleInTransactionTimeoutMs?: number
}

/**
 * Opens the data directory in a worker thread, which also serves the Postgres protocol on 127.0.0.1. Throws
 * data_directory_locked, data_directory_unwritable, data_directory_corrupt, data_directory_version or port_in_use.
 */
export async function openEmbeddedDatabase(options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  const { role = 'admin', database = 'aura', password } = options
  const directory = await resolveDirectory(options.directory)
  const lock = lockDirectory(directory)
  try {
    await prepareDirectory({ directory, role, database })
    const worker = await DatabaseWorker.start({
      directory,
      port: options.port,
      role,
      database,
      password,
      idleInTransactionMs: options.idleInTransactionTimeoutMs ?? limits.idleInTransactionMs,
    })
    const url = `postgresql://${encodeURIComponent(role)}:${encodeURIComponent(password)}@127.0.0.1:${worker.port}/${encodeURIComponent(database)}`
    return describeDatabase(worker, lock, url)
  } catch (error) {
    lock.release()
    throw error
  }
}

function describeDatabase(worker: DatabaseWorker, lock: DirectoryLock, url: string): EmbeddedDatabase {
  const close = async (): Promise<void> => {
    try {
      await worker.close()
    } finally {
      lock.release()
    }
  }
  return {
    url,
    port: worker.port,
    failure: worker.failure,
    snapshot: (use) => worker.snapshot(use),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** One name for one directory, whatever links lead to it: the lock lies beside the real one. */
async function resolveDirectory(directory: string): Promise<string> {
  const path = resolve(directory)
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    return await realpath(path).catch(async () => join(await realpath(dirname(path)), basename(path)))
  } catch (cause) {
    throw new AuraError('data_directory_unwritable', { path }, { cause })
  }
}
