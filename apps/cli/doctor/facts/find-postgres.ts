import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface PostgresInstallation {
  readonly major: number
  /** Version that `create extension vector` would install; null without pgvector. */
  readonly pgvector: string | null
}

// Where Debian and Ubuntu, PGDG's RPMs, and Homebrew on either processor put a server; `%` is the major version.
const layouts = [
  { server: '/usr/lib/postgresql/%/bin', extensions: '/usr/share/postgresql/%/extension' },
  { server: '/usr/pgsql-%/bin', extensions: '/usr/pgsql-%/share/extension' },
  {
    server: '/opt/homebrew/opt/postgresql@%/bin',
    extensions: '/opt/homebrew/opt/postgresql@%/share/postgresql@%/extension',
  },
  { server: '/usr/local/opt/postgresql@%/bin', extensions: '/usr/local/opt/postgresql@%/share/postgresql@%/extension' },
]
const majors = [14, 15, 16, 17, 18]

/** Servers installed here of the majors that can be used, oldest first. */
export async function findPostgres(): Promise<PostgresInstallation[]> {
  const found: PostgresInstallation[] = []
  for (const major of majors) {
    for (const { server, extensions } of layouts) {
      const at = (path: string) => path.replaceAll('%', String(major))
      const programs = await readdir(at(server)).catch((): string[] => [])
      if (!programs.includes('postgres')) continue
      found.push({ major, pgvector: await defaultVersion(join(at(extensions), 'vector.control')) })
      break
    }
  }
  return found
}

async function defaultVersion(controlFile: string): Promise<string | null> {
  const text = await readFile(controlFile, 'utf8').catch(() => '')
  return /^default_version\s*=\s*'([^']+)'/m.exec(text)?.[1] ?? null
}
