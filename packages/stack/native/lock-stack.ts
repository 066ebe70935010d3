import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { AuraError, sleep } from '@aura-sign/core'
import { type DirectoryLock, lockDirectory } from '../embedded/lock-directory.ts'

const pollMs = 50

/** The right to change a stack: waits for whoever has it, then throws `native_stack_busy`. */
export async function lockStack(
  directory: string,
  options: { timeoutMs: number; onNote: (message: string) => void },
): Promise<DirectoryLock> {
  const startedMs = performance.now()
  mkdirSync(dirname(directory), { recursive: true, mode: 0o700 })
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
