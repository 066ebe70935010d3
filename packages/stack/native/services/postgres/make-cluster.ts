import { appendFile, lchown, lstat, mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AuraError } from '@aura-sign/core'
import type { ServiceContext } from '../../service.ts'
import { makeWholeDirectory } from '../make-whole-directory.ts'
import { runProgram } from '../run-program.ts'
import { writeServiceFile } from '../write-service-file.ts'
import type { InstalledPostgres } from './list-installed-postgres.ts'
import { renderAccessRules, renderSettings } from './render-settings.ts'

export interface MakeClusterOptions {
  readonly dataDirectory: string
  readonly postgres: InstalledPostgres
  readonly durable: boolean
}

const initTimeoutMs = 60_000

/** Makes the cluster unless it is there, and writes its settings. Throws `service_setup_failed`. */
export async function makeCluster(context: ServiceContext, options: MakeClusterOptions): Promise<void> {
  const { dataDirectory, postgres, durable } = options
  const { user } = context
  if (!(await exists(join(dataDirectory, 'PG_VERSION')))) await initialise(context, options)
  const settingsDirectory = join(dataDirectory, 'conf.d')
  await mkdir(settingsDirectory, { recursive: true, mode: 0o700 })
  // The services' user could have put a link there; what it leads to is not ours to give away.
  if (!(await lstat(settingsDirectory)).isDirectory()) {
    const detail = `${settingsDirectory} is not a directory`
    throw new AuraError('service_setup_failed', { service: 'postgres', detail, directory: context.directory })
  }
  if (user) await lchown(settingsDirectory, user.uid, user.gid)
  const settings = renderSettings({ port: context.ports.POSTGRES_PORT, postgres, durable })
  await writeServiceFile(join(settingsDirectory, 'aura.conf'), settings, user)
  await writeServiceFile(join(dataDirectory, 'pg_hba.conf'), renderAccessRules(), user)
}

async function initialise(context: ServiceContext, { dataDirectory, postgres, durable }: MakeClusterOptions) {
  const { directory, user, secrets } = context
  const passwordFile = join(directory, 'superuser-password')
  await writeServiceFile(passwordFile, `${secrets.superuserPassword}\n`, user)
  const words = ['--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--data-checksums']
  words.push('--encoding=UTF8', ...localeWords(postgres.major))
  if (!durable) words.push('--no-sync')
  const fill = async (data: string) => {
    const options = { user, workingDirectory: directory, timeoutMs: initTimeoutMs }
    await runProgram(join(postgres.binDirectory, 'initdb'), ['--pgdata', data, ...words], options)
    // Below what it holds already, so that ours wins; a file after it in the alphabet wins over ours.
    await appendFile(join(data, 'postgresql.conf'), "\ninclude_dir = 'conf.d'\n")
    await mkdir(join(data, 'conf.d'), { mode: 0o700 })
  }
  try {
    await makeWholeDirectory(dataDirectory, { user, fill })
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause)
    throw new AuraError('service_setup_failed', { service: 'postgres', detail, directory }, { cause })
  } finally {
    await rm(passwordFile, { force: true })
  }
}

/** C.UTF-8 sorts by code point and knows the letters of every language; from 17 on Postgres brings its own. */
function localeWords(major: number): string[] {
  if (major >= 17) return ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
  return [process.platform === 'darwin' ? '--locale=C' : '--locale=C.UTF-8']
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null
}
