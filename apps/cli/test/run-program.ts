import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { delimiter, dirname } from 'node:path'
import { projectDirectory } from '../config.ts'
import type { TestRun } from './test-run.ts'

export interface RunProgramOptions {
  run: TestRun
  /** `show`: as it comes; `keep`: all of it in the result. */
  output: 'show' | 'keep'
  timeoutMs: number
  /** Asks the program to end; SIGKILL follows when it does not. */
  signal: AbortSignal
  environment?: Readonly<Record<string, string>>
}

const killAfterMs = 20_000

/** Runs a program of a test run to its end. */
export async function runProgram(
  program: string,
  words: readonly string[],
  options: RunProgramOptions,
): Promise<{ exitCode: number | null; output: string }> {
  const { run, signal, timeoutMs } = options
  // The programs' shims start whatever "node" is first on the PATH; it has to be the pinned one.
  const path = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`
  const child = spawn(program, words, {
    cwd: projectDirectory,
    env: { ...process.env, PATH: path, ...run.environment, ...options.environment },
    stdio: ['ignore', ...(options.output === 'show' ? (['inherit', 'inherit'] as const) : (['pipe', 'pipe'] as const))],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  })
  const chunks: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => chunks.push(chunk))
  let killer: NodeJS.Timeout | undefined
  const end = () => {
    child.kill('SIGTERM')
    killer = setTimeout(() => child.kill('SIGKILL'), killAfterMs)
  }
  signal.addEventListener('abort', end, { once: true })
  if (signal.aborted) end()
  try {
    await once(child, 'close')
    return { exitCode: child.exitCode, output: Buffer.concat(chunks).toString('utf8') }
  } catch (error) {
    return { exitCode: null, output: String(error) }
  } finally {
    clearTimeout(killer)
    signal.removeEventListener('abort', end)
  }
}
