import { join } from 'node:path'
import type { Service, ServiceContext } from '../service.ts'
import { type ArchiveOptions, planArchive } from './postgres/archive/plan-archive.ts'
import { awaitOrphans } from './postgres/await-orphans.ts'
import { checkPostgres } from './postgres/check-postgres.ts'
import { findPostgres } from './postgres/find-postgres.ts'
import { clusterFiles, makeCluster } from './postgres/make-cluster.ts'
import { setSuperuserPassword } from './postgres/set-superuser-password.ts'
import { settleDatabase } from './postgres/settle-database.ts'

export interface PostgresServiceOptions {
  /** Off, a machine that stops at once loses data: for databases that are made to be thrown away. Default on. */
  readonly durable?: boolean
  /** Folder of the programs to use instead of the newest that is installed. */
  readonly binDirectory?: string
  /** Where WAL is archived; absent: nowhere. */
  readonly archive?: ArchiveOptions
}

const startTimeoutMs = 60_000
// A fast stop waits for a checkpoint, and for the archiver where its target does not answer.
const stopTimeoutMs = 20_000

/** A private Postgres cluster with pgvector, in `data` of the service's directory. */
export function createPostgresService({ durable = true, binDirectory, archive }: PostgresServiceOptions = {}): Service {
  const find = (context: ServiceContext) =>
    findPostgres({ dataDirectory: dataDirectoryOf(context), ...(binDirectory !== undefined && { binDirectory }) })
  const clusterOf = async (context: ServiceContext) => {
    const plan = archive === undefined ? null : await planArchive(context, archive)
    return { dataDirectory: dataDirectoryOf(context), postgres: await find(context), durable, archive: plan }
  }
  return {
    name: 'postgres',
    dependsOn: [],
    // Stops before that is gone: a server that cannot archive its last WAL waits until it is killed.
    ...(archive?.ownServer && { uses: ['minio'] }),
    port: 'POSTGRES_PORT',
    ports: ['POSTGRES_PORT'],
    startTimeoutMs,
    prepare: async (context) => makeCluster(context, await clusterOf(context)),
    files: async (context) => clusterFiles(context, await clusterOf(context)),
    startSecrets: ({ secrets }) => [secrets.superuserPassword],
    dataFiles: (context) => [join(dataDirectoryOf(context), 'PG_VERSION')],
    async processes(context) {
      const dataDirectory = dataDirectoryOf(context)
      const { binDirectory: programs } = await find(context)
      return [
        {
          name: 'postgres',
          program: join(programs, 'postgres'),
          words: ['-D', dataDirectory, '-p', String(context.ports.POSTGRES_PORT)],
          workingDirectory: context.directory,
          runsAs: 'stack',
          // Fast: ends sessions instead of waiting for them.
          stopSignal: 'SIGINT',
          stopTimeoutMs,
          before: async () => {
            await awaitOrphans(dataDirectory)
            await setSuperuserPassword(context, { dataDirectory, binDirectory: programs })
          },
        },
      ]
    },
    check: (context) => checkPostgres(context, { dataDirectory: dataDirectoryOf(context) }),
    settle: settleDatabase,
  }
}

/** The cluster of a person's stack. */
export const postgresService: Service = createPostgresService()

function dataDirectoryOf(context: ServiceContext): string {
  return join(context.directory, 'data')
}
