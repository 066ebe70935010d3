import { accessSync, constants, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { AuraError } from '@aura-sign/core'
import { isDiskFull } from '../is-disk-full.ts'

export interface DirectoryLock extends Disposable {
  release(): void
}

/**
 * Locks a directory for this process, or throws data_directory_locked at once, data_directory_unwritable or disk_full. The lock is the kernel's (SQLite's
 * fcntl locks on `<directory>.lock`), so it is gone with its process, however that dies; SQLite's own bookkeeping
 * excludes a second opener inside the same process too. It lies beside the directory so that replacing the directory
 * does not replace the lock.
 */
export function lockDirectory(directory: string): DirectoryLock {
  const path = `${directory}.lock`
  // No other code in this process may open this file: closing any descriptor of it would drop the process's locks.
  const database = openExclusively(path, directory)
  const pidPath = `${directory}.pid`
  try {
    writeFileSync(pidPath, `${process.pid}\n`)
  } catch (cause) {
    // It only tells others who has the lock, and what holds the stack has to stop on a full disk too.
    if (!isDiskFull(cause)) {
      database.close()
      throw new AuraError('data_directory_unwritable', { path: directory }, { cause })
    }
  }
  const release = (): void => {
    if (!database.isOpen) return
    rmSync(pidPath, { force: true })
    database.close()
  }
  return { release, [Symbol.dispose]: release }
}

function openExclusively(path: string, directory: string): DatabaseSync {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(path, { timeout: 0 })
    // SQLite takes no lock on a file that it can only read, and does not say so.
    accessSync(path, constants.W_OK)
    // In memory: a journal on the disk would be the one thing that a full disk has no room for.
    database.exec('PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    return database
  } catch (cause) {
    database?.close()
    if (isBusy(cause))
      throw new AuraError('data_directory_locked', { path: directory, pid: holderOf(directory) }, { cause })
    const code = isDiskFull(cause) ? 'disk_full' : 'data_directory_unwritable'
    throw new AuraError(code, { path: directory }, { cause })
  }
}

function isBusy(cause: unknown): boolean {
  const sqliteBusy = 5
  return cause instanceof Error && 'errcode' in cause && cause.errcode === sqliteBusy
}

function holderOf(directory: string): string {
  try {
    return readFileSync(`${directory}.pid`, 'utf8').trim() || 'unknown'
  } catch {
    return 'unknown'
  }
}
