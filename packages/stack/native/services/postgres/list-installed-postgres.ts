import { readFile, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
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

const majorMin = 14
const majorMax = 18
const versionTimeoutMs = 10_000

/** Every Postgres in these folders of programs, by default wherever packages put one; oldest first. */
export async function listInstalledPostgres(binDirectories?: readonly string[]): Promise<readonly InstalledPostgres[]> {
  const places = binDirectories ?? (await knownPlaces())
  const installed = (await Promise.all([...new Set(places)].map(inspect))).filter((found) => found !== null)
  return installed.sort((one, other) => compareVersions(one.version, other.version))
}

export function isUsableMajor(major: number): boolean {
  return major >= majorMin && major <= majorMax
}

/** Below zero when the first is the older one. */
export function compareVersions(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true })
}

async function knownPlaces(): Promise<string[]> {
  const onPath = await findProgram('postgres')
  // Often a link to one of the folders below.
  const places = onPath === null ? [] : [dirname(await realpath(onPath))]
  for (let major = majorMax; major >= majorMin; major -= 1) {
    places.push(`/usr/lib/postgresql/${major}/bin`, `/opt/homebrew/opt/postgresql@${major}/bin`)
    places.push(`/usr/local/opt/postgresql@${major}/bin`, `/usr/pgsql-${major}/bin`)
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
