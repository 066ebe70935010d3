import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { AuraError } from '@aura-sign/core'
import { trimLog } from '../directory/trim-logs.ts'
import type { ServiceUser } from '../service-user.ts'
import { readProcess } from './process-table.ts'

/** What is remembered of a process, so that no other is ever taken for it. */
export interface ProcessRecord {
  readonly name: string
  readonly pid: number
  readonly identity: string
  readonly startedAt: string
  /** How it is stopped: known here so that it can be, whatever has become of the program. */
  readonly stopSignal: NodeJS.Signals
  readonly stopTimeoutMs: number
}

export interface ProcessEnd {
  readonly ok: boolean
  /** As a person would say it. */
  readonly text: string
}

export interface SpawnOptions {
  readonly name: string
  readonly program: string
  readonly words: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly workingDirectory: string
  readonly user: ServiceUser | null
  readonly stopSignal: NodeJS.Signals
  readonly stopTimeoutMs: number
  /** Both streams are appended to it. */
  readonly logFile: string
  /** Has to have remembered the process when it returns: only then does the program run. */
  readonly record: (record: ProcessRecord) => void
}

export interface SpawnedProcess {
  readonly record: ProcessRecord
  /** Where what it writes begins in its log, in bytes. */
  readonly logOffset: number
  /** Resolves when it has ended. Keeps nobody alive. */
  readonly ended: Promise<ProcessEnd>
}

/**
 * The program waits for a line on descriptor 3 and starts only then, under the same pid. When whoever starts it dies
 * before the pid is written down, the line never comes and nothing is left running that nobody knows of.
 */
const gate = 'read -r _ <&3 || exit 125; exec 3<&-; exec "$@"'

/** Starts a program in a session of its own, which outlives this process. Throws `native_process_failed`. */
export async function spawnProcess(options: SpawnOptions): Promise<SpawnedProcess> {
  const { name, program, words, user, logFile, stopSignal, stopTimeoutMs } = options
  const log = openLog(logFile)
  try {
    const logOffset = statSync(logFile).size
    const child = spawn('/bin/sh', ['-c', gate, name, program, ...words], {
      cwd: options.workingDirectory,
      env: { ...options.environment },
      detached: true,
      stdio: ['ignore', log, log, 'pipe'],
      // Node leaves the caller's supplementary groups behind when a user is given.
      ...(user && { uid: user.uid, gid: user.gid }),
    })
    await once(child, 'spawn')
    const ended = once(child, 'exit').then(([code, signal]) => describeEnd(code, signal))
    const pid = child.pid ?? 0
    const identity = readProcess(pid)?.identity
    if (identity === undefined) throw new Error('it ended at once')
    const record: ProcessRecord = {
      name,
      pid,
      identity,
      startedAt: new Date().toISOString(),
      stopSignal,
      stopTimeoutMs,
    }
    options.record(record)
    const opener = child.stdio[3]
    // It may have been killed by now: the pipe breaks, and its end is reported by `ended`.
    opener?.on('error', () => undefined)
    if (opener && 'end' in opener) opener.end('go\n')
    child.unref()
    return { record, logOffset, ended }
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause)
    throw new AuraError('native_process_failed', { process: name, detail }, { cause })
  } finally {
    closeSync(log)
  }
}

function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  trimLog(path)
  // Appended to, so that it can be trimmed while the process has it open.
  return openSync(path, 'a', 0o600)
}

function describeEnd(code: number | null, signal: string | null): ProcessEnd {
  const text = signal === null ? `it ended with exit code ${code}` : `it was ended by ${signal}`
  return { ok: code === 0, text }
}
