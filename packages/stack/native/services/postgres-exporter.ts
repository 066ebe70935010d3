import { join } from 'node:path'
import type { ServiceContext } from '../service.ts'
import { exporterService } from './monitoring/exporter-service.ts'

/** Shows the statistics of the stack's Postgres, read as the role `exporter`; says `pg_up 0` while that is away. */
export const postgresExporterService = exporterService({
  name: 'postgres-exporter',
  programs: ['prometheus-postgres-exporter', 'postgres_exporter'],
  port: 'POSTGRES_EXPORTER_PORT',
  files: (context) => [{ path: passwordFileOf(context), text: context.secrets.exporterPassword }],
  words: ({ ports }) => [`--web.listen-address=127.0.0.1:${ports.POSTGRES_EXPORTER_PORT}`],
  environment: (context) => ({
    DATA_SOURCE_URI: `127.0.0.1:${context.ports.POSTGRES_PORT}/postgres?sslmode=disable`,
    DATA_SOURCE_USER: 'exporter',
    DATA_SOURCE_PASS_FILE: passwordFileOf(context),
  }),
  metric: 'postgres_exporter_build_info',
})

function passwordFileOf({ directory }: ServiceContext): string {
  return join(directory, 'password')
}
