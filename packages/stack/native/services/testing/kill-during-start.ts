import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sleep } from '@aura-sign/core'
import { stackLayout } from '../../directory/stack-layout.ts'
import type { ServiceName } from '../../service.ts'

const program = fileURLToPath(new URL('start-stack.ts', import.meta.url))
const timeoutMs = 60_000
const pollMs = 2

/** Starts a service of a test's stack in another process, and kills that process once its directory looks as told. */
export async function killDuringStart(
  test: { readonly root: string; readonly directory: string },
  name: ServiceName,
  isTime: (serviceDirectory: string) => boolean,
): Promise<void> {
  const words = [program, test.directory, join(test.root, 'shared'), 'nobody', name]
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] })
  const exited = once(child, 'exit')
  const deadlineMs = performance.now() + timeoutMs
  while (!looks(() => isTime(stackLayout(realpathSync(test.directory)).serviceDirectory(name)))) {
    if (child.exitCode !== null) throw new Error(`the start of ${name} ended before its time`)
    if (performance.now() > deadlineMs) throw new Error(`the start of ${name} never got that far`)
    await sleep(pollMs)
  }
  child.kill('SIGKILL')
  await exited
}

/** What does not exist yet looks like nothing. */
function looks(isTime: () => boolean): boolean {
  try {
    return isTime()
  } catch {
    return false
  }
}
