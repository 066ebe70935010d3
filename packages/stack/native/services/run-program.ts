import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { ServiceUser } from '../service-user.ts'

export interface RunProgramOptions {
  /** Who it runs as; null: whoever runs us. */
  readonly user: ServiceUser | null
  readonly workingDirectory: string
  /** Killed after this long. */
  readonly timeoutMs: number
  /** Written to its standard input: the way for secrets, which may not be among its words. */
  readonly input?: string
  /** Beside PATH, HOME and LC_ALL, which are all it gets. */
  readonly environment?: Readonly<Record<string, string>>
}

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/homebrew/bin'
const complaintMax = 600

/** Runs a program to its end and returns its standard output; throws an `Error` with the end of what it complained of. */
export async function runProgram(
  program: string,
  words: readonly string[],
  options: RunProgramOptions,
): Promise<string> {
  const { user, workingDirectory } = options
  const child = spawn(program, words, {
    cwd: workingDirectory,
    env: { PATH: path, HOME: workingDirectory, LC_ALL: 'C', ...options.environment },
    timeout: options.timeoutMs,
    killSignal: 'SIGKILL',
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(user && { uid: user.uid, gid: user.gid }),
  })
  // A program that ends without reading its input is told apart by its exit code.
  child.stdin.on('error', () => undefined)
  child.stdin.end(options.input ?? '')
  const [output, complaints, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>,
  ])
  if (code === 0) return output
  const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`
  const detail = (complaints.trim() || output.trim()).slice(-complaintMax)
  throw new Error(`${program} ${how}: ${detail}`)
}
