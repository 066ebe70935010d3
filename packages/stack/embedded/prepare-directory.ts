import { existsSync } from 'node:fs'
import { access, constants, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { AuraError } from '@aura-sign/core'
import { limits } from './limits.ts'
import { postgresMajor } from './postgres-major.ts'

/**
 * Makes sure that `directory` holds a Postgres 18 data directory, creating one if it is missing or empty. Two seconds
 * for a new one; a copied template would be faster but every copy would have the same system identifier, by which
 * recovery tells one database from another.
 */
export async function prepareDirectory(options: { directory: string; role: string; database: string }): Promise<void> {
  const { directory } = options
  if (await isEmpty(directory)) await initialise(options)
  else await checkVersion(directory)
  await access(directory, constants.R_OK | constants.W_OK | constants.X_OK).catch((cause: unknown) => {
    throw new AuraError('data_directory_unwritable', { path: directory }, { cause })
  })
}

/** Initialises beside the directory and renames, so that a first start that is killed leaves no half-made database. */
async function initialise(options: { directory: string; role: string; database: string }): Promise<void> {
  const { directory } = options
  const unfinished = `${directory}.initialising`
  try {
    await rm(unfinished, { recursive: true, force: true })
    await mkdir(unfinished, { recursive: true, mode: 0o700 })
    await runInitialiser({ ...options, directory: unfinished })
    // Takes the place of a missing or an empty directory, atomically.
    await rename(unfinished, directory)
  } catch (cause) {
    await rm(unfinished, { recursive: true, force: true }).catch(() => undefined)
    if (isPermission(cause)) throw new AuraError('data_directory_unwritable', { path: directory }, { cause })
    const detail = cause instanceof Error ? cause.message : String(cause)
    throw new AuraError('embedded_database_failed', { path: directory, detail }, { cause })
  }
}

async function runInitialiser(data: { directory: string; role: string; database: string }): Promise<void> {
  const worker = new Worker(new URL('./initialise-worker.ts', import.meta.url), { workerData: data })
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`initdb took more than ${limits.openMs} ms`)), limits.openMs)
      const finish = (settle: () => void): void => {
        clearTimeout(timer)
        settle()
      }
      worker.once('message', () => finish(resolve))
      worker.once('error', (error) => finish(() => reject(error)))
      worker.once('exit', () => finish(() => reject(new Error('the initialising thread ended early'))))
    })
  } finally {
    await worker.terminate()
  }
}

async function isEmpty(directory: string): Promise<boolean> {
  if (!existsSync(directory)) return true
  try {
    return (await readdir(directory)).length === 0
  } catch (cause) {
    throw new AuraError('data_directory_unwritable', { path: directory }, { cause })
  }
}

async function checkVersion(directory: string): Promise<void> {
  const version = await readFile(join(directory, 'PG_VERSION'), 'utf8').catch((cause: unknown) => {
    throw new AuraError('data_directory_corrupt', { path: directory, detail: 'PG_VERSION cannot be read' }, { cause })
  })
  const found = version.trim()
  if (!/^\d+(\.\d+)?$/.test(found)) {
    throw new AuraError('data_directory_corrupt', { path: directory, detail: 'PG_VERSION is not a version' })
  }
  if (found !== postgresMajor) {
    throw new AuraError('data_directory_version', { path: directory, found, wanted: postgresMajor })
  }
}

function isPermission(cause: unknown): boolean {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
}
