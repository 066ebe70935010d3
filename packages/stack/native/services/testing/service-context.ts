import { stackLayout } from '../../directory/stack-layout.ts'
import { findServiceUser } from '../../find-service-user.ts'
import { readNativeStack } from '../../read-native-stack.ts'
import { type ServiceContext, type ServiceName, serviceNames } from '../../service.ts'

/** What a service of a stack made by `openServiceStack` works with. */
export async function serviceContext(directory: string, name: ServiceName): Promise<ServiceContext> {
  const made = readNativeStack(directory)
  if (!made) throw new Error(`there is no stack in ${directory}`)
  return {
    projectDirectory: directory,
    stackDirectory: made.directory,
    directory: stackLayout(made.directory).serviceDirectory(name),
    ports: made.ports,
    secrets: made.secrets,
    services: new Set(serviceNames),
    user: await findServiceUser({ name: 'nobody', callerUid: process.getuid?.() }),
  }
}
