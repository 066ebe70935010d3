import { realpath } from 'node:fs/promises'
import { AuraError } from '@aura-sign/core'
import type { ServiceContext } from '../../service.ts'
import { superuserSession } from './superuser-session.ts'

const wrongPassword = '28P01'

/**
 * A query against this very cluster: resolves once recovery is over. Throws `service_port_foreign`,
 * `service_password_refused` or `service_unwell`.
 */
export async function checkPostgres(context: ServiceContext, { dataDirectory }: { dataDirectory: string }) {
  const port = context.ports.POSTGRES_PORT
  const other = (cause?: unknown) =>
    new AuraError('service_port_foreign', { service: 'postgres', port, variable: 'POSTGRES_PORT' }, { cause })
  const directory = await superuserSession(context, 'postgres', async (sql) => {
    const [row] = await sql<{ data_directory: string }[]>`show data_directory`
    return row?.data_directory
  }).catch((cause) => {
    if (cause.code === wrongPassword) {
      const parameters = { service: 'postgres', port, variable: 'POSTGRES_PORT' }
      throw new AuraError('service_password_refused', parameters, { cause })
    }
    const detail = cause instanceof Error ? cause.message : String(cause)
    throw new AuraError('service_unwell', { service: 'postgres', detail }, { cause })
  })
  if (directory === undefined || (await realpath(directory).catch(() => null)) !== (await realpath(dataDirectory))) {
    throw other()
  }
}
