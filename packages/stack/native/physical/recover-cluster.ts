import { join } from 'node:path'
import { AuraError, sleep } from '@aura-sign/core'
import { openPool, type Sql } from '@aura-sign/postgres'
import { stackLayout } from '../directory/stack-layout.ts'
import { logTail } from '../log-tail.ts'
import { markerOf, markerVariable } from '../process/process-marker.ts'
import { type ProcessRecord, spawnProcess } from '../process/spawn-process.ts'
import { endLeftovers, isAlive, stopProcess } from '../process/stop-process.ts'
import type { ServiceContext } from '../service.ts'
import { archiveFiles } from '../services/postgres/archive/archive-files.ts'
import { socketDirectoryOf } from '../services/postgres/archive/socket-directory.ts'
import { awaitOrphans } from '../services/postgres/await-orphans.ts'
import { findPostgres } from '../services/postgres/find-postgres.ts'
import { writeServiceFile } from '../services/write-service-file.ts'

/** Names a recovering server among the processes of the stack. */
export const recoveryProcess = 'postgres-recovery'
// Names its socket; nothing listens on TCP.
const socketPort = 1
const pollMs = 100
const recoveryTimeoutMs = 24 * 3_600_000
const stopTimeoutMs = 60_000
const statementTimeoutMs = 6 * 3_600_000
const logLinesMax = 12
const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/homebrew/bin'

export interface RecoverOptions {
  readonly dataDirectory: string
  readonly binDirectory?: string
  /** `recovery_target…` and `restore_command`: here and in no file, for they are of this recovery alone. */
  readonly settings: Readonly<Record<string, string>>
  /** Has to have remembered the server when it returns. */
  readonly record: (process: ProcessRecord) => void
  /** Gets a session as superuser to a database, once the cluster has been promoted. */
  readonly use: (session: <T>(database: string, work: (sql: Sql) => Promise<T>) => Promise<T>) => Promise<void>
}

/**
 * Starts a restored cluster where nobody else reaches it, archiving nothing; waits for the end of its recovery, lets it be looked at and
 * stops it in order. Throws `recovery_failed` with what its log says.
 */
export async function recoverCluster(context: ServiceContext, options: RecoverOptions): Promise<void> {
  const { dataDirectory } = options
  const { binDirectory } = await findPostgres({
    dataDirectory,
    ...(options.binDirectory !== undefined && { binDirectory: options.binDirectory }),
  })
  const marker = markerOf(context.stackDirectory, recoveryProcess)
  await endLeftovers(marker, recoveryProcess)
  await awaitOrphans(dataDirectory)
  const rules = join(archiveFiles(context).root, 'recovery-hba.conf')
  // The folder of the socket belongs to the services' user alone, who could read the files as well.
  await writeServiceFile(rules, 'local all postgres trust\n', context.user)
  const socketDirectory = socketDirectoryOf(context)
  const settings = {
    hba_file: rules,
    listen_addresses: '',
    unix_socket_directories: `"${socketDirectory}"`,
    // What it writes has a place in the archive only once it has taken over.
    archive_mode: 'off',
    hot_standby: 'on',
    ...options.settings,
  }
  const words = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const logFile = stackLayout(context.stackDirectory).logFile('postgres', recoveryProcess)
  const server = await spawnProcess({
    name: recoveryProcess,
    program: join(binDirectory, 'postgres'),
    words: ['-D', dataDirectory, '-p', String(socketPort), ...words],
    environment: { PATH: path, HOME: context.directory, LC_ALL: 'C.UTF-8', TZ: 'UTC', [markerVariable]: marker },
    workingDirectory: context.directory,
    user: context.user,
    stopSignal: 'SIGINT',
    stopTimeoutMs,
    logFile,
    record: options.record,
  })
  const fail = (detail: string) => {
    const tail = logTail(logFile, { linesMax: logLinesMax, fromOffset: server.logOffset })
    const reason = tail.match(/(?:FATAL|PANIC): .*/g)?.at(-1) ?? detail
    return new AuraError('recovery_failed', { detail: reason, log: logFile })
  }
  const session = async <T>(database: string, work: (sql: Sql) => Promise<T>): Promise<T> => {
    const url = `postgres://postgres@localhost:${socketPort}/${encodeURIComponent(database)}`
    const sql = openPool({
      url,
      socketDirectory,
      applicationName: 'aura recovery',
      connectionsMax: 1,
      statementTimeoutMs,
    })
    try {
      return await work(sql)
    } finally {
      await sql.end({ timeout: 1 })
    }
  }
  try {
    const deadlineMs = performance.now() + recoveryTimeoutMs
    for (;;) {
      const recovers = await session('postgres', async (sql) => {
        const [row] = await sql<{ recovers: boolean }[]>`select pg_is_in_recovery() as recovers`
        return row?.recovers !== false
      }).catch(() => true)
      if (!recovers) break
      if (!isAlive(server.record)) throw fail((await server.ended).text)
      if (performance.now() > deadlineMs) throw fail('it did not end in time')
      await sleep(pollMs)
    }
    await options.use(session)
  } finally {
    await stopProcess(server.record, { marker })
  }
}
