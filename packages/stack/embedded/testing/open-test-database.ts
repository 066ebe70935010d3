import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPool, type Sql } from '@aura-sign/postgres'
import type { EmbeddedDatabase } from '../embedded-database.ts'
import { type EmbeddedDatabaseOptions, openEmbeddedDatabase } from '../open-embedded-database.ts'

/** A database in a directory of its own, with what tests do to one. */
export interface TestDatabase extends AsyncDisposable {
  readonly database: EmbeddedDatabase
  readonly directory: string
  readonly url: string
  /** A pool that ends with the database. */
  pool(connectionsMax?: number): Sql
  psql(...sql: readonly string[]): Promise<CommandResult>
}

export interface CommandResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

export async function openTestDatabase(options: Partial<EmbeddedDatabaseOptions> = {}): Promise<TestDatabase> {
  const root = await mkdtemp(join(tmpdir(), 'aura-embedded-'))
  const directory = join(root, 'database')
  await copyTemplate(directory)
  const database = await openEmbeddedDatabase({ directory, port: 0, password: 'test', ...options })
  const pools: Sql[] = []
  return {
    database,
    directory,
    url: database.url,
    pool: (connectionsMax = 1) => {
      const pool = openPool({ url: database.url, applicationName: 'test', connectionsMax })
      pools.push(pool)
      return pool
    },
    psql: (...sql) => runPsql(database.url, sql),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(pools.map((pool) => pool.end({ timeout: 1 })))
      await database.close()
      await rm(root, { recursive: true, force: true })
    },
  }
}

/** Fills `directory` with the closed database that the test run made once; without one it stays missing. */
export async function copyTemplate(directory: string): Promise<void> {
  const template = process.env.AURA_TEST_TEMPLATE
  if (template) await cp(template, directory, { recursive: true })
}

/** Runs psql quietly, values only; each SQL string is a -c of its own. */
export function runPsql(url: string, sql: readonly string[]): Promise<CommandResult> {
  return runCommand('psql', [
    '-X',
    '-q',
    '-A',
    '-t',
    '-v',
    'ON_ERROR_STOP=1',
    url,
    ...sql.flatMap((text) => ['-c', text]),
  ])
}

export function runCommand(
  file: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const env = { ...process.env, ...environment }
    execFile(file, args, { env, timeout: 30_000 }, (error, stdout, stderr) => {
      resolve({ exitCode: error ? Number(error.code ?? 1) : 0, stdout: stdout.trim(), stderr: stderr.trim() })
    })
  })
}
