import type { Sql } from '@aura-sign/postgres'
import type { Probe } from '../site-services.ts'

/** Whether a query gets its answer. */
export function databaseProbe(sql: Sql): Probe {
  return {
    name: 'postgres',
    critical: true,
    async check() {
      await sql`select 1`
      return { status: 'ok' }
    },
  }
}
