import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { AuraError, writeFileAtomically } from '@aura-sign/core'
import { type DataDirectory, type EmbeddedDatabase, loadSecrets, openEmbeddedDatabase } from '@aura-sign/stack'
import type { CommandContext } from '../config.ts'
import { isDatabaseName } from '../restore/database-name.ts'
import { prepareDataDirectory } from './prepare-data-directory.ts'

const defaultPort = 5432
const firstDatabaseName = 'aura'
const attemptsMax = 3

/**
 * Opens the embedded database in use, making it on the first start only. One that was there and is gone throws
 * `database_lost`: an empty one in its place would hide the loss.
 */
export async function openActiveDatabase(context: CommandContext): Promise<EmbeddedDatabase> {
  const { dataDirectory } = context
  await prepareDataDirectory(dataDirectory)
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    const directory = activeDatabaseDirectory(dataDirectory)
    const { activeDatabaseFile } = dataDirectory
    const lost = lostDatabase(dataDirectory)
    if (lost) throw lost
    const database = await openOnPort(context, directory)
    // A restore may have put another database into use before this one was locked.
    if (activeDatabaseDirectory(dataDirectory) === directory) {
      if (!existsSync(activeDatabaseFile)) writeFileAtomically(activeDatabaseFile, `${basename(directory)}\n`)
      return database
    }
    await database.close()
  }
  throw new AuraError('data_directory_locked', { path: dataDirectory.root, pid: 'of a restore' })
}

async function openOnPort({ dataDirectory, config }: CommandContext, directory: string): Promise<EmbeddedDatabase> {
  const password = loadSecrets(dataDirectory.secretsFile).databasePassword
  const open = (port: number) => openEmbeddedDatabase({ directory, port, password })
  if (config.POSTGRES_PORT !== undefined) return open(config.POSTGRES_PORT)
  try {
    return await open(defaultPort)
  } catch (error) {
    // Laptops often run a Postgres of their own on 5432; nobody asked for that port by name, so any will do.
    if (error instanceof AuraError && error.code === 'port_in_use') return open(0)
    throw error
  }
}

/** `database_lost` where a database was in use and is gone; null otherwise. */
export function lostDatabase(dataDirectory: DataDirectory): AuraError | null {
  const directory = activeDatabaseDirectory(dataDirectory)
  const { activeDatabaseFile } = dataDirectory
  if (!existsSync(activeDatabaseFile) || existsSync(directory)) return null
  return new AuraError('database_lost', { path: directory, folder: dirname(activeDatabaseFile) })
}

/** The database directory in use: what the last promotion named, else the first one. */
export function activeDatabaseDirectory(dataDirectory: DataDirectory): string {
  let name = firstDatabaseName
  try {
    name = readFileSync(dataDirectory.activeDatabaseFile, 'utf8').trim()
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
  const { databases, activeDatabaseFile: file } = dataDirectory
  if (!isDatabaseName(name)) throw new AuraError('active_database_invalid', { file, databases })
  return join(databases, name)
}
