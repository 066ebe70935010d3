import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createPostgresService,
  dataDirectoryAt,
  infrastructureServices,
  type NativeStack,
  type NativeStackInUse,
  openNativeStack,
  readNativeStack,
} from '@aura-sign/stack'
import { projectDirectory } from '../config.ts'

/** Postgres, Redis and the S3 server on free ports, as the native stack of a data directory of their own. */
export interface NativeTestServices extends AsyncDisposable {
  /** For AURA_DATA_DIR. */
  readonly root: string
  readonly stack: NativeStack
  inUse(): NativeStackInUse
}

const names = ['postgres', 'redis', 'minio'] as const

/** Starts them; `folder` names the data directory, whose path then holds what that name holds. */
export async function openNativeServices(folder: string): Promise<NativeTestServices> {
  const parent = mkdtempSync(join(tmpdir(), 'aura-native-'))
  const root = join(parent, folder)
  // As root the services run as another user, who has to get here.
  chmodSync(parent, 0o711)
  mkdirSync(root)
  const directory = dataDirectoryAt(root).nativeStack
  const stack = await openNativeStack({
    directory,
    projectDirectory,
    // A database that is thrown away need not survive a power failure.
    services: [
      createPostgresService({ durable: false }),
      ...infrastructureServices.filter(({ name }) => name !== 'postgres'),
    ],
    environment: process.env,
    freePorts: true,
  })
  const close = async () => {
    await stack.down({ removeData: true })
    rmSync(parent, { recursive: true, force: true })
  }
  try {
    await stack.up(names)
  } catch (error) {
    await close()
    throw error
  }
  return {
    root,
    stack,
    inUse: () => {
      const found = readNativeStack(directory)
      if (!found) throw new Error(`no native stack in ${directory}`)
      return found
    },
    [Symbol.asyncDispose]: close,
  }
}
