import { readFile, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AuraError } from '@aura-sign/core'
import { findProgram, isExecutable } from '../find-program.ts'
import { runProgram } from '../run-program.ts'

/** Programs of one installed Postgres. */
export interface InstalledPostgres {
  readonly binDirectory: string
  /** As in 15.20. */
  readonly version: string
  readonly major: number
  /** Version of the pgvector beside it; null when there is none. */
  readonly pgvector: string | null
  readonly hasStatementStatistics: boolean
}

export interface FindPostgresOptions {
  /** Of the cluster that is to run: an existing one decides which major version it takes. */
  readonly dataDirectory: string
  /** The only folder to look in. */
  readonly binDirectory?: string
  /** Folders to look in when none is set. */
  readonly binDirectories?: readonly string[]
}

const majorMin = 14
const majorMax = 18
const pgvectorMin = '0.8.0'
const versionTimeoutMs = 10_000

/**
 * The newest usable Postgres, or the one that fits the existing cluster. Throws `postgres_data_version`,
 * `postgres_missing` or `pgvector_missing` before anything is touched.
 */
export async function findPostgres(options: FindPostgresOptions): Promise<InstalledPostgres> {
  const { dataDirectory, binDirectory } = options
  const places = binDirectory === undefined ? (options.binDirectories ?? (await knownPlaces())) : [binDirectory]
  const installed = (await Promise.all([...new Set(places)].map(inspect))).filter((found) => found !== null)
  const wanted = await majorOf(dataDirectory)
  if (wanted !== null && !installed.some(({ major }) => major === wanted)) {
    throw new AuraError('postgres_data_version', { path: dataDirectory, wanted, found: describe(installed) })
  }
  const fitting = installed
    .filter(({ major }) => (wanted === null ? major >= majorMin && major <= majorMax : major === wanted))
    .sort((one, other) => compareVersions(other.version, one.version))
  const [newest] = fitting
  if (!newest) throw new AuraError('postgres_missing', { found: describe(installed) })
  const usable = fitting.find(({ pgvector }) => pgvector !== null && compareVersions(pgvector, pgvectorMin) >= 0)
  if (usable) return usable
  const found = newest.pgvector === null ? 'no pgvector' : `pgvector ${newest.pgvector}`
  throw new AuraError('pgvector_missing', { postgres: newest.version, found })
}

async function knownPlaces(): Promise<string[]> {
  const onPath = await findProgram('postgres')
  // Often a link to one of the folders below.
  const places = onPath === null ? [] : [dirname(await realpath(onPath))]
  for (let major = majorMax; major >= majorMin; major -= 1) {
    places.push(`/usr/lib/postgresql/${major}/bin`, `/opt/homebrew/opt/postgresql@${major}/bin`)
    places.push(`/usr/local/opt/postgresql@${major}/bin`)
  }
  return places
}

async function inspect(binDirectory: string): Promise<InstalledPostgres | null> {
  const program = join(binDirectory, 'postgres')
  if (!(await isExecutable(program))) return null
  const options = { user: null, workingDirectory: '/', timeoutMs: versionTimeoutMs }
  const version = /\d+(\.\d+)*/.exec(await runProgram(program, ['--version'], options))?.[0]
  if (version === undefined) return null
  const major = Number.parseInt(version, 10)
  const configured = await runProgram(join(binDirectory, 'pg_config'), ['--sharedir'], options).catch(() => '')
  const guesses = [
    join(binDirectory, '../share/postgresql'),
    join(binDirectory, '../share'),
    `/usr/share/postgresql/${major}`,
  ]
  const shareDirectories = configured.trim() === '' ? guesses : [configured.trim()]
  const control = await readExtension(shareDirectories, 'vector')
  return {
    binDirectory,
    version,
    major,
    pgvector: control && (/^default_version\s*=\s*'([^']+)'/m.exec(control)?.[1] ?? null),
    hasStatementStatistics: (await readExtension(shareDirectories, 'pg_stat_statements')) !== null,
  }
}

async function readExtension(shareDirectories: readonly string[], name: string): Promise<string | null> {
  for (const directory of shareDirectories) {
    const control = await readFile(join(directory, 'extension', `${name}.control`), 'utf8').catch(() => null)
    if (control !== null) return control
  }
  return null
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

function compareVersions(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true })
}
