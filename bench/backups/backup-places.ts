import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { listObjects, openObjectStore } from '../../packages/object-store/index.ts'
import type { S3Place } from '../testing/open-s3-place.ts'

/** Where one backup goes: nothing else is there, and nothing is left. */
export interface BackupPlace extends AsyncDisposable {
  /** For the program that makes the backup. */
  readonly environment: Record<string, string>
}

let made = 0

export async function openFilePlace(folder: string): Promise<BackupPlace> {
  made += 1
  const directory = join(folder, `store-${made}`)
  await mkdir(directory)
  return {
    environment: { BACKUP_STORE_URL: pathToFileURL(directory).href },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  }
}

/** A folder in a bucket. */
export function openBucketPlace({ url: bucket, credentials }: S3Place): BackupPlace {
  made += 1
  const url = new URL(bucket)
  url.pathname = `${url.pathname.replace(/\/$/, '')}/bench-${made}`
  return {
    environment: {
      BACKUP_STORE_URL: url.href,
      ...(credentials && {
        BACKUP_STORE_ACCESS_KEY_ID: credentials.accessKeyId,
        BACKUP_STORE_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      }),
    },
    [Symbol.asyncDispose]: async () => {
      const store = openObjectStore(url.href, credentials ? { credentials } : {})
      const keys = await Array.fromAsync(listObjects(store, ''), ({ key }) => key)
      await store.deleteMany(keys)
    },
  }
}
