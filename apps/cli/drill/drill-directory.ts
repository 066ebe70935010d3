import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type DataDirectory, type DirectoryLock, dataDirectoryAt, lockDirectory, readRunFile } from '@aura-sign/stack'

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

/** Makes a fresh directory, locked for this process; removed with all it holds when disposed. */
export async function createDrillDirectory(parent = tmpdir()): Promise<DrillDirectory> {
  await sweepAbandoned(parent)
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
async function sweepAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent).catch(() => [])) {
    if (!name.startsWith(prefix)) continue
    const root = join(parent, name)
    const found = await stat(root).catch(() => null)
    if (!found || Date.now() - found.mtimeMs < sweepAfterMs) continue
    const lock = tryLock(join(root, 'drill'))
    if (!lock) continue
    killOrphan(root)
    lock.release()
    await rm(root, { recursive: true, force: true }).catch(() => undefined)
  }
}

/** A run file in such a directory names a stack that only a drill can have made. */
function killOrphan(root: string): void {
  const run = readRunFile(dataDirectoryAt(join(root, 'data')).runFile)
  if (run?.drill === undefined) return
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
