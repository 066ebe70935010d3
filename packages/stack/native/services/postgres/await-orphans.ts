import { readdir, readFile, readlink, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AuraError, sleep } from '@aura-sign/core'

export interface AwaitOrphansOptions {
  /** How long what a killed server left running may take to end. */
  readonly timeoutMs?: number
}

const orphanTimeoutMs = 15_000
const pollMs = 50

/**
 * Waits for the processes that a killed server left in its data directory, and then removes a lock file whose pid
 * belongs to some other program by now: Postgres would refuse to start. Throws `postgres_still_running`. Elsewhere than
 * on Linux Postgres judges alone.
 */
export async function awaitOrphans(dataDirectory: string, options: AwaitOrphansOptions = {}): Promise<void> {
  if (process.platform !== 'linux') return
  const directory = await realpath(dataDirectory)
  const deadline = performance.now() + (options.timeoutMs ?? orphanTimeoutMs)
  for (;;) {
    const pids = await pidsIn(directory)
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
async function pidsIn(directory: string): Promise<number[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    names.map(async (name) => {
      const place = await readlink(`/proc/${name}/cwd`).catch(() => null)
      return place === directory && (await isPostgres(name)) ? Number(name) : null
    }),
  )
  return found.filter((pid) => pid !== null)
}

/** A person's shell may stand in the directory too. */
async function isPostgres(name: string): Promise<boolean> {
  const command = await readFile(`/proc/${name}/comm`, 'utf8').catch(() => '')
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
