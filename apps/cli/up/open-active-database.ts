import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AuraError } from '@aura-sign/core'
import { type DataDirectory, type EmbeddedDatabase, loadSecrets, openEmbeddedDatabase } from '@aura-sign/stack'
import type { CommandContext } from '../config.ts'
import { prepareDataDirectory } from './prepare-data-directory.ts'

const defaultPort = 5432
const firstDatabaseDirectory = 'aura'

/** Opens the embedded database in use, making it on the first start. */
export async function openActiveDatabase(context: CommandContext): Promise<EmbeddedDatabase> {
  const { dataDirectory, config } = context
  await prepareDataDirectory(dataDirectory)
  const open = (port: number) =>
    openEmbeddedDatabase({
      directory: activeDatabaseDirectory(dataDirectory),
      port,
      password: loadSecrets(dataDirectory.secretsFile).databasePassword,
    })
  if (config.POSTGRES_PORT !== undefined) return open(config.POSTGRES_PORT)
  try {
    return await open(defaultPort)
  } catch (error) {
    // Laptops often run a Postgres of their own on 5432; nobody asked for that port by name, so any will do.
    if (error instanceof AuraError && error.code === 'port_in_use') return open(0)
    throw error
  }
}

/** The database directory in use: what the last promotion named, else the first one. */
export function activeDatabaseDirectory(dataDirectory: DataDirectory): string {
  let name = firstDatabaseDirectory
  try {
    name = readFileSync(dataDirectory.activeDatabaseFile, 'utf8').trim()
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
  return join(dataDirectory.databases, name)
}
