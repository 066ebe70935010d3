import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AuraError } from '@aura-sign/core'
import {
  compareVersions,
  type InstalledPostgres,
  isUsableMajor,
  listInstalledPostgres,
} from './list-installed-postgres.ts'

export interface FindPostgresOptions {
  /** Of the cluster that is to run: an existing one decides which major version it takes. */
  readonly dataDirectory: string
  /** The only folder to look in. */
  readonly binDirectory?: string
  /** Folders to look in when none is set. */
  readonly binDirectories?: readonly string[]
}

const pgvectorMin = '0.8.0'

/**
 * The newest usable Postgres, or the one that fits the existing cluster. Throws `postgres_data_version`,
 * `postgres_missing` or `pgvector_missing` before anything is touched.
 */
export async function findPostgres(options: FindPostgresOptions): Promise<InstalledPostgres> {
  const { dataDirectory, binDirectory } = options
  const places = binDirectory === undefined ? options.binDirectories : [binDirectory]
  const installed = await listInstalledPostgres(places)
  const wanted = await majorOf(dataDirectory)
  if (wanted !== null && !installed.some(({ major }) => major === wanted)) {
    throw new AuraError('postgres_data_version', { path: dataDirectory, wanted, found: describe(installed) })
  }
  const fitting = installed
    .filter(({ major }) => (wanted === null ? isUsableMajor(major) : major === wanted))
    .sort((one, other) => compareVersions(other.version, one.version))
  const [newest] = fitting
  if (!newest) throw new AuraError('postgres_missing', { found: describe(installed) })
  const usable = fitting.find(({ pgvector }) => pgvector !== null && compareVersions(pgvector, pgvectorMin) >= 0)
  if (usable) return usable
  const found = newest.pgvector === null ? 'no pgvector' : `pgvector ${newest.pgvector}`
  throw new AuraError('pgvector_missing', { postgres: newest.version, found })
}

async function majorOf(dataDirectory: string): Promise<number | null> {
  const text = await readFile(join(dataDirectory, 'PG_VERSION'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  return text === null ? null : Number.parseInt(text, 10)
}

function describe(installed: readonly InstalledPostgres[]): string {
  if (installed.length === 0) return 'no Postgres'
  return `Postgres ${[...new Set(installed.map(({ version }) => version))].join(' and ')}`
}
