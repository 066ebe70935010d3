import { readArchiveFault, type Sql } from '@aura-sign/postgres'
import type { Probe } from '../site-services.ts'

/** Whether a query gets its answer, and what is written gets off this machine where it is meant to. */
export function databaseProbe(sql: Sql): Probe {
  return {
    name: 'postgres',
    critical: true,
    async check() {
      const fault = await readArchiveFault(sql)
      return fault === null ? { status: 'ok' } : { status: 'degraded', detail: fault }
    },
  }
}
