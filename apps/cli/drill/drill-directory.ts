import { existsSync } from 'node:fs'
import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type DataDirectory, type DirectoryLock, dataDirectoryAt, lockDirectory, readRunFile } from '@aura-sign/stack'
import { activeDatabaseDirectory } from '../up/open-active-database.ts'
import { lockHolder } from './lock-holder.ts'

const prefix = 'aura-drill-'
// Between making a directory and locking it lies less than this.
const sweepAfterMs = 60_000

/** Everything of one drill, in a directory of its own. */
export interface DrillDirectory extends AsyncDisposable {
  readonly root: string
  /** Of the disposable stack; the drill destroys what is in it. */
  readonly data: DataDirectory
  readonly backupStoreUrl: string
  /** Beside what is destroyed. */
  readonly ledgerPath: string
}

/**
 * Makes a fresh directory, locked for this process; removed with all it holds when disposed. `uid` is that of the user
 * whose abandoned drills are cleared away.
 */
export async function createDrillDirectory(parent = tmpdir(), uid = process.getuid?.()): Promise<DrillDirectory> {
  await sweepAbandoned(parent, uid)
  const root = await mkdtemp(join(parent, prefix))
  const lock = lockDirectory(join(root, 'drill'))
  return {
    root,
    data: dataDirectoryAt(join(root, 'data')),
    backupStoreUrl: pathToFileURL(join(root, 'backups')).href,
    ledgerPath: join(root, 'ledger.ndjson'),
    [Symbol.asyncDispose]: async () => {
      lock.release()
      await rm(root, { recursive: true, force: true })
    },
  }
}

/** Removes what drills left that were killed themselves: their lock is free, the kernel saw to that. */
async function sweepAbandoned(parent: string, uid: number | undefined): Promise<void> {
  for (const name of await readdir(parent).catch(() => [])) {
    if (!name.startsWith(prefix)) continue
    const root = join(parent, name)
    const found = await lstat(root).catch(() => null)
    // In a shared temporary directory anybody can make one with such a name, or a link to something of ours.
    if (!found?.isDirectory() || found.uid !== (uid ?? found.uid)) continue
    if (Date.now() - found.mtimeMs < sweepAfterMs) continue
    const lock = tryLock(join(root, 'drill'))
    if (!lock) continue
    killOrphan(root)
    lock.release()
    await rm(root, { recursive: true, force: true }).catch(() => undefined)
  }
}

/**
 * Ends the stack of a drill that was killed. Its run file alone proves nothing, for the process may be gone and its id
 * given to another; so the process has to hold the kernel's lock of the drill's database.
 */
function killOrphan(root: string): void {
  const data = dataDirectoryAt(join(root, 'data'))
  const run = readRunFile(data.runFile)
  if (run?.drill === undefined || !existsSync(data.databases)) return
  if (lockHolder(activeDatabaseDirectory(data)) !== String(run.pid)) return
  try {
    process.kill(run.pid, 'SIGKILL')
  } catch {
    // It ended meanwhile.
  }
}

function tryLock(directory: string): DirectoryLock | null {
  try {
    return lockDirectory(directory)
  } catch {
    return null
  }
}
