import { readActiveDatabase, type ServiceContext, type StackUrls, stackUrls } from '@aura-sign/stack'

/** Where the services of the stack answer, with the database in use. */
export function urlsOf({ ports, secrets, stackDirectory }: ServiceContext): StackUrls {
  return stackUrls({ ports, secrets, database: readActiveDatabase(stackDirectory) })
}
