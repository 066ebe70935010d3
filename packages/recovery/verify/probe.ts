import type { Sql } from '@aura-sign/postgres'
import type { Check } from './check.ts'

/** A question to a restored database that needs to know what the data means; apps inject them. */
export interface Probe {
  readonly name: string
  /** The database is a copy that is dropped afterwards. What it throws counts as a red check. */
  run(sql: Sql): Promise<Check>
}
