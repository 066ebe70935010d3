import type { Environment } from '@aura-sign/core'
import { type StackLayout, stackLayout } from './directory/stack-layout.ts'
import type { NativeSecrets } from './native-secrets.ts'
import type { StackEvent } from './native-stack.ts'
import type { StackPorts } from './ports.ts'
import type { Service, ServiceContext, ServiceName } from './service.ts'
import type { ServiceUser } from './service-user.ts'

/** A stack whose directory, ports and secrets exist. */
export interface MadeStack {
  /** Resolved: not a link. */
  readonly directory: string
  readonly layout: StackLayout
  readonly projectDirectory: string
  readonly ports: StackPorts
  readonly secrets: NativeSecrets
  readonly user: ServiceUser | null
  /** The services that it has: those that were ever started, and those about to be. */
  readonly services: ReadonlySet<ServiceName>
  readonly environment: Environment
  readonly onEvent: (event: StackEvent) => void
}

export function madeStack(parts: Omit<MadeStack, 'layout'>): MadeStack {
  return { ...parts, layout: stackLayout(parts.directory) }
}

/** What one service of the stack works with. */
export function contextOf(stack: MadeStack, service: Service): ServiceContext {
  const { projectDirectory, ports, secrets, user, services } = stack
  return {
    projectDirectory,
    stackDirectory: stack.directory,
    directory: stack.layout.serviceDirectory(service.name),
    ports,
    secrets,
    user,
    services,
  }
}
