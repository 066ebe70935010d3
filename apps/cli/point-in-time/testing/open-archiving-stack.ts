import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  type ArchiveOptions,
  createPgBackRestService,
  createPostgresService,
  dataDirectoryAt,
  minioService,
  type NativeStack,
  type NativeStackInUse,
  openNativeStack,
  readNativeStack,
  type StackEvent,
} from '@aura-sign/stack'
import { type CommandContext, createContext, projectDirectory } from '../../config.ts'
import { guardianService } from '../../stack/app-services/guardian-service.ts'
import { migrateService } from '../../stack/app-services/migrate-service.ts'
import { archiveOptions } from '../../stack-in-use/archive-target.ts'
import { commandEnvironment } from '../../testing/command-environment.ts'

/** Postgres that archives its WAL, as the native stack of a data directory of its own. */
export interface ArchivingStack extends AsyncDisposable {
  readonly root: string
  readonly stack: NativeStack
  readonly events: readonly StackEvent[]
  /** Folder of the backups; empty when they are on the stack's own S3 server. */
  readonly backups: string
  /** What a command gets. */
  readonly environment: Readonly<Record<string, string>>
  readonly context: CommandContext
  inUse(): NativeStackInUse
}

/** Starts it; `s3`: with backups on the stack's own S3 server instead of in a folder; `guardian`: with one that has these variables. */
export async function openArchivingStack({
  s3 = false,
  archive,
  guardian,
}: {
  s3?: boolean
  archive?: Partial<ArchiveOptions>
  guardian?: Readonly<Record<string, string>>
} = {}): Promise<ArchivingStack> {
  const parent = mkdtempSync(join(tmpdir(), 'aura-archive-'))
  // As root the services run as another user, who has to get here.
  chmodSync(parent, 0o711)
  const root = join(parent, "aura's data")
  const backups = join(parent, 'backups')
  mkdirSync(root)
  mkdirSync(backups, { mode: 0o711 })
  const directory = dataDirectoryAt(root).nativeStack
  const environment: Record<string, string> = {
    ...commandEnvironment(),
    AURA_DATA_DIR: root,
    ...(s3 ? {} : { BACKUP_STORE_URL: pathToFileURL(backups).href }),
  }
  const context = createContext(environment, root)
  const options = { ...archiveOptions(context.config), ...archive }
  const events: StackEvent[] = []
  const services = [
    createPostgresService({ durable: false, archive: options }),
    ...(s3 ? [minioService] : []),
    createPgBackRestService(options),
    ...(guardian ? [migrateService, guardianService({ ...environment, ...guardian }, context.config)] : []),
  ]
  const stack = await openNativeStack({
    ...{ directory, projectDirectory, services, environment: process.env, freePorts: true },
    onEvent: (event) => events.push(event),
  })
  const close = async () => {
    await stack.down({ removeData: true })
    rmSync(parent, { recursive: true, force: true })
  }
  try {
    await stack.up()
  } catch (error) {
    await close()
    throw error
  }
  return {
    ...{ root, stack, events, environment, context },
    backups: s3 ? '' : backups,
    inUse: () => {
      const found = readNativeStack(directory)
      if (!found) throw new Error(`no native stack in ${directory}`)
      return found
    },
    [Symbol.asyncDispose]: close,
  }
}
