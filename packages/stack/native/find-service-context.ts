import { stackLayout } from './directory/stack-layout.ts'
import { findServiceUser } from './find-service-user.ts'
import { readNativeStack } from './read-native-stack.ts'
import { type ServiceContext, type ServiceName, serviceNames } from './service.ts'

/** What a service of a stack that was made works with, for who looks after its data; null when none was. Throws `service_user_missing`. */
export async function findServiceContext(
  stackDirectory: string,
  options: { name: ServiceName; projectDirectory: string; userName: string | undefined },
): Promise<ServiceContext | null> {
  const made = readNativeStack(stackDirectory)
  if (made === null) return null
  return {
    projectDirectory: options.projectDirectory,
    stackDirectory: made.directory,
    directory: stackLayout(made.directory).serviceDirectory(options.name),
    ports: made.ports,
    secrets: made.secrets,
    user: await findServiceUser({ name: options.userName, callerUid: process.getuid?.() }),
    services: new Set(serviceNames),
  }
}
