import { readActiveDatabase } from './directory/read-active-database.ts'
import { stackLayout } from './directory/stack-layout.ts'
import { readNativeSecrets } from './load-native-secrets.ts'
import type { NativeSecrets } from './native-secrets.ts'
import { type NativeServices, readNativeServices } from './read-native-services.ts'
import { type StackUrls, stackUrls } from './stack-urls.ts'

/** A native stack as other commands find it. */
export interface NativeStackInUse extends NativeServices {
  readonly secrets: NativeSecrets
  readonly urls: StackUrls
}

/** The native stack that was made in a directory, running or not; null when none was. */
export function readNativeStack(directory: string): NativeStackInUse | null {
  const services = readNativeServices(directory)
  const secrets = services && readNativeSecrets(stackLayout(services.directory).secretsFile)
  if (services === null || secrets === null) return null
  const { ports } = services
  return {
    ...services,
    secrets,
    urls: stackUrls({ ports, secrets, database: readActiveDatabase(services.directory) }),
  }
}
