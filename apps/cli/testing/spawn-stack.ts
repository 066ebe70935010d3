import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { sleep } from '@aura-sign/core'
import { dataDirectoryAt, type RunFile, readRunFile } from '@aura-sign/stack'
import { projectDirectory } from '../config.ts'
import { commandEnvironment } from './command-environment.ts'

/** A stack in a process of its own: the real command, so that it can be killed. */
export interface SpawnedStack {
  run: RunFile
  child: ChildProcess
  stderr(): string
  /** Sends the signal; resolves to the exit code, or null when the signal ended it. */
  end(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<number | null>
}

export interface FinishedCommand {
  exitCode: number | null
  stdout: string
  stderr: string
}

const startTimeoutMs = 45_000
const pollMs = 50

/** Starts one command; what it prints is collected as it comes. */
export function spawnCommand(words: readonly string[], environment: Record<string, string>) {
  const child = spawn(process.execPath, [join(projectDirectory, 'apps', 'cli', 'main.ts'), ...words], {
    env: { ...commandEnvironment(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text
  })
  return { child, output }
}

/** Runs one command to its end. */
export async function runCommand(
  words: readonly string[],
  environment: Record<string, string>,
): Promise<FinishedCommand> {
  const { child, output } = spawnCommand(words, environment)
  const [exitCode] = await once(child, 'close')
  return { exitCode, ...output }
}

/** Runs `aura up` on free ports until it answers; throws with its output when it ends before that. */
export async function spawnStack(root: string, environment: Record<string, string> = {}): Promise<SpawnedStack> {
  const { child, output } = spawnCommand(['up'], { AURA_DATA_DIR: root, PORT: '0', POSTGRES_PORT: '0', ...environment })
  const closed = once(child, 'close')
  const startedMs = performance.now()
  let run: RunFile | null = null
  while (run === null) {
    if (child.exitCode !== null || performance.now() - startedMs > startTimeoutMs) {
      child.kill('SIGKILL')
      throw new Error(`the stack did not start: ${output.stderr}`)
    }
    await sleep(pollMs)
    const found = readRunFile(dataDirectoryAt(root).runFile)
    if (found?.pid === child.pid) run = found
  }
  const end: SpawnedStack['end'] = async (signal) => {
    child.kill(signal)
    await closed
    return child.exitCode
  }
  return { run, child, stderr: () => output.stderr, end }
}
