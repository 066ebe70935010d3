import { type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { sumProcessTree } from './sum-process-tree.ts'

export interface MeasuredProcess {
  readonly seconds: number
  /** The most that it and its children had resident at one time, each page of each process counted, looked at every 50 ms. */
  readonly peakMebibytes: number
  readonly stdout: string
}

const lookEveryMs = 50
const timeoutMs = 60 * 60_000
const wordsOfErrorMax = 2_000

/**
 * Runs a program to its end and watches what it takes; throws with the end of what it said when it fails. Time runs from before the
 * start of its process.
 */
export async function measureProcess(
  program: string,
  words: readonly string[],
  options: Pick<SpawnOptions, 'cwd' | 'uid' | 'gid'> & { environment: NodeJS.ProcessEnv },
): Promise<MeasuredProcess> {
  const startedMs = performance.now()
  const { environment, ...place } = options
  const child = spawn(program, words, {
    ...place,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  })
  let peak = 0
  const look = () => {
    peak = Math.max(peak, child.pid === undefined ? 0 : sumProcessTree(child.pid))
  }
  const timer = setInterval(look, lookEveryMs)
  try {
    const [stdout, stderr, [exitCode, signal]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ])
    const seconds = (performance.now() - startedMs) / 1_000
    if (exitCode === 0) return { seconds, peakMebibytes: peak, stdout }
    throw new Error(`${program} ended with ${exitCode ?? signal}: ${stderr.slice(-wordsOfErrorMax)}`)
  } finally {
    clearInterval(timer)
  }
}
