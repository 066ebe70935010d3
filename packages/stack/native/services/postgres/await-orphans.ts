import { readdir, readFile, readlink, realpath, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AuraError, sleep } from '@aura-sign/core'

export interface AwaitOrphansOptions {
  /** How long what a killed server left running may take to end. */
  readonly timeoutMs?: number
  /** Where processes are shown as proc(5) does; default /proc on Linux. */
  readonly processes?: string
}

const orphanTimeoutMs = 15_000
const pollMs = 50

/**
 * Waits for the processes that a killed server left in its data directory, and then removes a lock file whose pid
 * belongs to some other program by now: Postgres would refuse to start. Throws `postgres_still_running`. Elsewhere than
 * on Linux Postgres judges alone.
 */
export async function awaitOrphans(dataDirectory: string, options: AwaitOrphansOptions = {}): Promise<void> {
  const processes = options.processes ?? (process.platform === 'linux' ? '/proc' : null)
  if (processes === null) return
  const directory = await realpath(dataDirectory)
  const deadline = performance.now() + (options.timeoutMs ?? orphanTimeoutMs)
  for (;;) {
    const pids = await pidsIn(directory, processes)
    const [pid] = pids
    if (pid === undefined) break
    if (performance.now() > deadline) throw new AuraError('postgres_still_running', { path: directory, pid })
    await sleep(pollMs)
  }
  const lockFile = join(directory, 'postmaster.pid')
  const holder = Number.parseInt(await readFile(lockFile, 'utf8').catch(() => ''), 10)
  // The pid of none is left to Postgres, which looks at its shared memory too.
  if (Number.isInteger(holder) && isAlive(holder)) await rm(lockFile)
}

/** Postgres' server processes have the data directory as their working directory, and nothing else has. */
async function pidsIn(directory: string, processes: string): Promise<number[]> {
  const { uid } = await stat(directory)
  const names = (await readdir(processes)).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    names.map(async (name) => {
      const path = join(processes, name)
      return (await isPostgres(path)) && (await mayWorkIn(path, { directory, uid, processes })) ? Number(name) : null
    }),
  )
  return found.filter((pid) => pid !== null)
}

/**
 * Where the kernel does not tell (root in a container may lack the right to know) a process of the directory's owner
 * counts as one of it, unless its server is seen to run elsewhere: a second server on one directory would damage it.
 */
async function mayWorkIn(
  path: string,
  options: { directory: string; uid: number; processes: string },
): Promise<boolean> {
  const { directory, uid, processes } = options
  const place = await readlink(join(path, 'cwd')).catch((error: NodeJS.ErrnoException) => error)
  if (typeof place === 'string') return place === directory
  // It has ended meanwhile.
  if (place.code === 'ENOENT' || place.code === 'ESRCH') return false
  if ((await stat(path).catch(() => null))?.uid !== uid) return false
  const parent = /^PPid:\s*(\d+)$/m.exec(await readFile(join(path, 'status'), 'utf8').catch(() => ''))?.[1] ?? '0'
  for (const server of [path, join(processes, parent)]) {
    const words = (await readFile(join(server, 'cmdline'), 'utf8').catch(() => '')).split('\0')
    const elsewhere = words[words.indexOf('-D') + 1]
    if (words.includes('-D') && elsewhere !== undefined) {
      return (await realpath(elsewhere).catch(() => elsewhere)) === directory
    }
  }
  return true
}

/** A person's shell may stand in the directory too. */
async function isPostgres(path: string): Promise<boolean> {
  const command = await readFile(join(path, 'comm'), 'utf8').catch(() => '')
  return command.startsWith('postgres')
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
