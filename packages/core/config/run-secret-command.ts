import { execFileSync } from 'node:child_process'
import { AuraError } from '../errors/aura-error.ts'
import type { Environment } from './environment.ts'
import { splitWords } from './split-words.ts'

const timeoutMs = 10_000
const outputBytesMax = 64 * 1024

/**
 * Runs the command that `variable` holds and returns what it prints, without the line end behind it. No shell: the words go to the
 * program as they are. Throws `secret_command_failed`, which tells neither the words nor what was printed.
 */
export function runSecretCommand(command: string, options: { variable: string; environment: Environment }): string {
  const { variable, environment } = options
  const failed = (detail: string) => new AuraError('secret_command_failed', { variable, detail })
  const split = splitWords(command)
  if (!split.ok) throw failed(split.reason)
  const [program = '', ...words] = split.words
  const printed = run({ program, words, environment: { ...environment }, failed })
  const secret = printed.replace(/\r?\n$/, '')
  if (secret === '') throw failed('it printed nothing')
  return secret
}

function run(options: {
  program: string
  words: readonly string[]
  environment: NodeJS.ProcessEnv
  failed: (detail: string) => AuraError
}): string {
  const { program, words, environment, failed } = options
  try {
    return execFileSync(program, words, {
      env: environment,
      encoding: 'utf8',
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      maxBuffer: outputBytesMax,
      // What it says of its failure may hold what it was to keep.
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  } catch (error) {
    throw failed(describe(error))
  }
}

/** Of an error of execFileSync, whose own message holds the command and its output, only what kind of failure it was. */
function describe(error: unknown): string {
  const { code, status, signal } = error as { code?: unknown; status?: unknown; signal?: unknown }
  if (code === 'ENOENT') return 'there is no such program'
  if (code === 'EACCES') return 'its program may not be run'
  if (code === 'ETIMEDOUT') return `it took longer than ${timeoutMs / 1000} s`
  if (code === 'ENOBUFS') return `it printed more than ${outputBytesMax} bytes`
  if (typeof status === 'number') return `it ended with ${status}`
  return typeof signal === 'string' ? `${signal} ended it` : 'it could not be run'
}
