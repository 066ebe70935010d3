import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { openPool } from '../../packages/postgres/index.ts'
import { archiveFiles } from '../../packages/stack/native/services/postgres/archive/archive-files.ts'
import type { Trial } from '../harness/measure-trials.ts'
import { pgBackRestByHand } from './pgbackrest-by-hand.ts'

const startTimeoutMs = 10 * 60_000
const askEveryMs = 100

/**
 * What an operator does by hand who puts the newest state beside the cluster in use: `pgbackrest restore` into a new directory, then
 * Postgres on it, until it has replayed the archived WAL and takes writes. Nothing is left.
 */
export async function restorePhysicalByHand(options: {
  stackDirectory: string
  /** Where the server's programs are. */
  programs: string
  superuserUrl: string
  /** Gets the port of the restored cluster, before that ends. */
  use?: (port: number) => Promise<void>
}): Promise<Trial> {
  const { stackDirectory, programs, use } = options
  const { root } = archiveFiles({ stackDirectory })
  const directory = join(root, 'by-hand')
  const { uid, gid } = await stat(root)
  const startedMs = performance.now()
  try {
    const restored = await pgBackRestByHand(stackDirectory, [`--pg1-path=${directory}`, 'restore'])
    const port = await freePort()
    const settings = { archive_mode: 'off', unix_socket_directories: '' }
    const words = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const server = spawn(join(programs, 'postgres'), ['-D', directory, '-p', String(port), ...words], {
      ...{ uid, gid, cwd: root, stdio: 'ignore', env: { PATH: process.env.PATH } },
    })
    const ended = once(server, 'close')
    try {
      const url = Object.assign(new URL(options.superuserUrl), { port: String(port) }).href
      await untilWritable(url, () => server.exitCode === null)
      const seconds = (performance.now() - startedMs) / 1_000
      await use?.(port)
      return { seconds, peakMebibytes: restored.peakMebibytes }
    } finally {
      server.kill('SIGQUIT')
      await ended
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function untilWritable(url: string, isRunning: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + startTimeoutMs
  while (isRunning() && performance.now() < deadlineMs) {
    const sql = openPool({ url, applicationName: 'bench', connectionsMax: 1 })
    const [row] = await sql`select pg_is_in_recovery() as recovering`.catch(() => [])
    await sql.end({ timeout: 1 })
    if (row?.recovering === false) return
    await new Promise((resolve) => setTimeout(resolve, askEveryMs))
  }
  throw new Error('the cluster that was restored by hand does not take writes')
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (typeof address !== 'object' || address === null) throw new Error('there is no free port')
  return address.port
}
