import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { stanza } from '../services/postgres/archive/archive-files.ts'

/** Where pgBackRest of one cluster is, and who runs it. */
export interface PgBackRestPlace {
  readonly program: string
  /** pgbackrest.conf. */
  readonly settings: string
  /** A password file of libpq's for the cluster; absent: its socket asks for none. */
  readonly passwords?: string
  /** Who runs it where that is not the caller: who owns the cluster's files. */
  readonly user?: { readonly uid: number; readonly gid: number } | null
  /** Beside what it needs. */
  readonly environment?: Readonly<Record<string, string>>
}

export interface PgBackRestProgram {
  /** Runs one command to its end; see the port of the same shape in @aura-sign/recovery. */
  run(words: readonly string[], options: { timeoutMs: number; onLine?: (line: string) => void }): Promise<PgBackRestEnd>
}

export interface PgBackRestEnd {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/homebrew/bin'
const outputCharactersMax = 64 * 1024 * 1024

/** pgBackRest of an existing configuration; nothing is looked at before it runs. */
export function openPgBackRestProgram(place: PgBackRestPlace): PgBackRestProgram {
  const { program, settings, passwords, user = null, environment = {} } = place
  const directory = dirname(settings)
  return {
    async run(words, { timeoutMs, onLine }) {
      const child = spawn(program, [`--config=${settings}`, `--stanza=${stanza}`, ...words], {
        cwd: directory,
        env: {
          ...{ PATH: path, HOME: directory, LC_ALL: 'C' },
          ...(passwords !== undefined && { PGPASSFILE: passwords }),
          ...environment,
        },
        timeout: timeoutMs,
        stdio: ['ignore', 'pipe', 'pipe'],
        ...(user && { uid: user.uid, gid: user.gid }),
      })
      let stdout = ''
      const lines = createInterface({ input: child.stdout }).on('line', (line) => {
        onLine?.(line)
        if (onLine === undefined && stdout.length < outputCharactersMax) stdout += `${line}\n`
      })
      const [stderr, [exitCode]] = await Promise.all([
        text(child.stderr),
        once(child, 'close') as Promise<[number | null]>,
        once(lines, 'close'),
      ])
      return { exitCode, stdout, stderr }
    },
  }
}
