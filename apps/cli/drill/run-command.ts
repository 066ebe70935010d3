import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { exitCodes } from '@aura-sign/core'
import { projectDirectory } from '../config.ts'

/** Starts `aura <words>` as a process of its own: the same Node and the same command line as the operator's. */
export function spawnAura(words: readonly string[], environment: Readonly<Record<string, string>>): ChildProcess {
  return spawn(process.execPath, [join(projectDirectory, 'apps', 'cli', 'main.ts'), ...words], {
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/**
 * Runs a command to its end, which the signal brings about; resolves to its standard output, throws with its last words
 * when it fails. Nothing of it runs any more by then. `findingsFail`: one that ends with 1 or 3 after it has printed its
 * result has found something, and has not failed.
 */
export async function runAura(
  words: readonly string[],
  options: { environment: Readonly<Record<string, string>>; signal: AbortSignal; findingsFail?: boolean },
): Promise<string> {
  options.signal.throwIfAborted()
  const child = spawnAura(words, options.environment)
  const onAbort = () => child.kill('SIGKILL')
  options.signal.addEventListener('abort', onAbort, { once: true })
  try {
    const [stdout, stderr, [exitCode]] = await Promise.all([
      child.stdout ? text(child.stdout) : '',
      child.stderr ? text(child.stderr) : '',
      once(child, 'exit'),
    ])
    if (
      exitCode === 0 ||
      (options.findingsFail && [exitCodes.failed, exitCodes.partial].includes(exitCode) && stdout !== '')
    )
      return stdout
    throw new Error(`"aura ${words.join(' ')}" ended with ${exitCode}: ${lastMessage(stderr)}`)
  } finally {
    options.signal.removeEventListener('abort', onAbort)
  }
}

/** What went wrong in the command's own words, without its progress. */
export function lastMessage(stderr: string): string {
  const lines = stderr.trim().split('\n')
  const message = lines.findLast((line) => line.startsWith('aura: '))?.slice('aura: '.length)
  return message ?? lines.slice(-3).join(' ').slice(-500)
}
