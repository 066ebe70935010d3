import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { findPgDump, openPool } from '../../packages/postgres/index.ts'
import { startNativeServices } from '../../packages/testkit/native-services.ts'
import type { BackupData } from './backup-data.ts'
import { prepareDatabase } from './prepare-database.ts'

export interface BackupServices extends AsyncDisposable {
  /** For files; gone afterwards. */
  readonly folder: string
  /** Where the server's own `pg_dump` and `psql` are. */
  readonly programs: string
  /** Version and settings that decide how fast it loads, as the server says. */
  readonly description: string
  /** URL of a database of that size, which is filled when it is first asked for. */
  filled(data: BackupData): Promise<string>
  /** URL of a database of that name on the same server, whether it is there or not. */
  urlOf(database: string): string
  drop(database: string): Promise<void>
  create(database: string): Promise<void>
}

const settings = ['shared_buffers', 'maintenance_work_mem', 'max_parallel_maintenance_workers', 'max_wal_size', 'fsync']
/** A database that is made or dropped takes its files with it. */
const statementTimeoutMs = 5 * 60_000

/** A Postgres of the bench's own, as the native stack runs it; `index` says whether its databases have a vector index. */
export async function openBackupServices(options: {
  index: boolean
  onNote: (line: string) => void
}): Promise<BackupServices> {
  await using resources = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'aura-bench-'))
  resources.defer(() => rm(folder, { recursive: true, force: true }))
  const services = await startNativeServices({ services: ['postgres'], durable: true })
  resources.defer(() => services.stop())
  const urlOf = (database: string) =>
    Object.assign(new URL(services.addresses.postgresUrl), { pathname: database }).href
  const admin = openPool({
    ...{ url: urlOf('postgres'), applicationName: 'bench', connectionsMax: 1, statementTimeoutMs },
  })
  resources.defer(() => admin.end({ timeout: 1 }))
  const drop = async (database: string) => {
    await admin`drop database if exists ${admin(database)} with (force)`
  }
  const create = async (database: string) => {
    await drop(database)
    await admin`create database ${admin(database)}`
  }
  const made = new Map<string, Promise<string>>()
  const fill = async (data: BackupData) => {
    const startedMs = performance.now()
    const database = `bench_${data.name.replace('/', '_')}`
    await create(database)
    const url = urlOf(database)
    await prepareDatabase(url, { data, index: options.index })
    options.onNote(`${data.name} of the data made in ${((performance.now() - startedMs) / 1_000).toFixed(0)} s`)
    return url
  }
  const [version] = await admin<{ major: number; text: string }[]>`
    select current_setting('server_version_num')::int / 10000 as major, current_setting('server_version') as text`
  const rows = await admin<{ name: string; value: string }[]>`
    select name, current_setting(name) as value from unnest(${settings}::text[]) as name`
  const said = rows.map(({ name, value }) => `${name} ${value}`).join(', ')
  const programs = dirname(await findPgDump({ major: version?.major ?? 0 }))
  const moved = resources.move()
  return {
    ...{ folder, programs, urlOf, drop, create, description: `Postgres ${version?.text}: ${said}.` },
    filled: async (data) => {
      const found = made.get(data.name) ?? fill(data)
      made.set(data.name, found)
      return await found
    },
    [Symbol.asyncDispose]: () => moved.disposeAsync(),
  }
}
