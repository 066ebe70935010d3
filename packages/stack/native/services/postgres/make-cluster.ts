import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ServiceContext, ServiceFile } from '../../service.ts'
import { makeServiceFolder } from '../make-service-folder.ts'
import { makeWholeDirectory } from '../make-whole-directory.ts'
import { runProgram } from '../run-program.ts'
import { writeServiceFile } from '../write-service-file.ts'
import { archiveCommand, archiveServiceFiles, makeArchiveFolders } from './archive/archive-service-files.ts'
import type { ArchivePlan } from './archive/plan-archive.ts'
import { socketDirectoryOf } from './archive/socket-directory.ts'
import type { InstalledPostgres } from './list-installed-postgres.ts'
import { renderAccessRules, renderSettings } from './render-settings.ts'
import { scramVerifier } from './scram-verifier.ts'
import { rememberSuperuserPassword } from './set-superuser-password.ts'

export interface MakeClusterOptions {
  readonly dataDirectory: string
  readonly postgres: InstalledPostgres
  readonly durable: boolean
  /** Null: WAL is not archived. */
  readonly archive: ArchivePlan | null
}

const initTimeoutMs = 60_000
const appending = 'exec cat >>"$1"'

/** Makes the cluster unless it is there, with a folder for its settings. */
export async function makeCluster(context: ServiceContext, options: MakeClusterOptions): Promise<void> {
  const { dataDirectory } = options
  if (!(await exists(join(dataDirectory, 'PG_VERSION')))) await initialise(context, options)
  await makeServiceFolder(join(dataDirectory, 'conf.d'), context.user)
  if (options.archive?.state === 'on') await makeArchiveFolders(context, options.archive.target)
}

/** What the cluster is started with. */
export function clusterFiles(context: ServiceContext, options: MakeClusterOptions): readonly ServiceFile[] {
  const { dataDirectory, postgres, durable } = options
  const plan = options.archive?.state === 'on' ? options.archive : null
  const archive = plan && {
    command: archiveCommand(context, plan.pgBackRest),
    socketDirectory: socketDirectoryOf(context),
  }
  const settings = renderSettings({ port: context.ports.POSTGRES_PORT, postgres, durable, archive })
  return [
    { path: join(dataDirectory, 'conf.d', 'aura.conf'), text: settings },
    { path: join(dataDirectory, 'pg_hba.conf'), text: renderAccessRules({ socket: archive !== null }) },
    ...(plan ? archiveServiceFiles(context, plan.target) : []),
  ]
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
    const append = ['-c', appending, 'sh', join(data, 'postgresql.conf')]
    await runProgram('/bin/sh', append, { ...options, input: "\ninclude_dir = 'conf.d'\n" })
    await makeServiceFolder(join(data, 'conf.d'), user)
    const verifier = scramVerifier(secrets.superuserPassword)
    await rememberSuperuserPassword(context, { dataDirectory: data, verifier })
  }
  try {
    await makeWholeDirectory(dataDirectory, { user, fill })
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
