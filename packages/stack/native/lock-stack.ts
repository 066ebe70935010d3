import { dirname } from 'node:path'
import { AuraError, sleep } from '@aura-sign/core'
import { type DirectoryLock, lockDirectory } from '../embedded/lock-directory.ts'
import { isDiskFull } from '../is-disk-full.ts'
import { makePassable } from './directory/make-passable.ts'

const pollMs = 50

/** The right to change a stack: waits for whoever has it, then throws `native_stack_busy`. */
export async function lockStack(
  directory: string,
  options: { timeoutMs: number; onNote: (message: string) => void },
): Promise<DirectoryLock> {
  const startedMs = performance.now()
  makePlaceOf(directory)
  for (let noted = false; ; ) {
    try {
      return lockDirectory(directory)
    } catch (error) {
      if (!(error instanceof AuraError) || error.code !== 'data_directory_locked') throw error
      const pid = error.parameters.pid ?? 'unknown'
      if (performance.now() - startedMs > options.timeoutMs) {
        throw new AuraError('native_stack_busy', { path: directory, pid }, { cause: error })
      }
      if (!noted) options.onNote(`waiting for process ${pid}, which is changing this stack`)
      noted = true
      await sleep(pollMs)
    }
  }
}

function makePlaceOf(directory: string): void {
  try {
    // What root asks for runs as another user, who has to get there.
    makePassable(dirname(directory), { forOthers: process.getuid?.() === 0 })
  } catch (cause) {
    throw new AuraError(isDiskFull(cause) ? 'disk_full' : 'data_directory_unwritable', { path: directory }, { cause })
  }
}
