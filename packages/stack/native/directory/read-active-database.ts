import { existsSync, readFileSync } from 'node:fs'
import { AuraError } from '@aura-sign/core'
import { firstDatabaseName } from '../stack-urls.ts'
import { stackLayout } from './stack-layout.ts'

/** Name of the database in use: the first one, or what a restore has put in its place. Throws `active_database_invalid`. */
export function readActiveDatabase(stackDirectory: string): string {
  const { activeDatabaseFile: file } = stackLayout(stackDirectory)
  if (!existsSync(file)) return firstDatabaseName
  const name = readFileSync(file, 'utf8').trim()
  if (/^[a-z0-9_][a-z0-9_-]{0,62}$/.test(name)) return name
  throw new AuraError('active_database_invalid', { file, databases: 'this Postgres' })
}
