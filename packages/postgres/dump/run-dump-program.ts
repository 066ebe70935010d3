import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { AuraError, redactUrl } from '@aura-sign/core'

export interface DumpProgram {
  /** Path of pg_dump or pg_dumpall. */
  program: string
  words: readonly string[]
  url: string
  timeoutMs: number
}

const killAfterMs = 5_000
const stderrCharactersMax = 8 * 1024

/** What a program of Postgres writes, in bounded memory. Throws `dump_failed` unless it ends well; whoever stops reading ends it. */
export async function* runDumpProgram(options: DumpProgram): AsyncGenerator<Uint8Array, void> {
  const { program, words, url, timeoutMs } = options
  const child = spawn(program, words, {
    // All of them: arguments are visible to every user of the machine, an environment is not.
    env: environmentOf(url),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-stderrCharactersMax)
  })
  const closed = once(child, 'close').catch((error: unknown) => [error])
  try {
    for await (const chunk of child.stdout) yield chunk
    const [end, signal] = await closed
    if (end === 0) return
    if (end instanceof Error) throw new AuraError('dump_failed', { detail: end.message }, { cause: end })
    const why = lastError(stderr) ?? (signal ? `it was ended by ${signal}` : `it ended with exit code ${end}`)
    throw new AuraError('dump_failed', { detail: redact(why, url) })
  } finally {
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs)
      child.stdout.destroy()
      await closed
      clearTimeout(timer)
    }
  }
}

/** The connection in libpq's variables. */
function environmentOf(url: string): Record<string, string> {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url)
  const variables: Record<string, string | null> = {
    PGHOST: hostname.replace(/^\[|\]$/g, ''),
    PGPORT: port,
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: decodeURIComponent(pathname.slice(1)),
    PGSSLMODE: searchParams.get('sslmode'),
    PGSSLROOTCERT: searchParams.get('sslrootcert'),
    PGSSLCERT: searchParams.get('sslcert'),
    PGSSLKEY: searchParams.get('sslkey'),
    LC_ALL: 'C',
  }
  return Object.fromEntries(Object.entries(variables).filter((entry): entry is [string, string] => Boolean(entry[1])))
}

function lastError(stderr: string): string | null {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '')
  const line = lines.findLast((line) => /^pg_dump(all)?: error:/.test(line)) ?? lines.at(-1)
  return line?.replace(/^pg_dump(all)?: (error: )?/, '') ?? null
}

function redact(text: string, url: string): string {
  const password = decodeURIComponent(new URL(url).password)
  return redactUrl(password === '' ? text : text.replaceAll(password, '[redacted]'))
}
