import { type Clock, newId } from '@aura-sign/core'
import type { Sql } from '@aura-sign/postgres'

export interface LeaseOptions {
  name: string
  clock: Clock
  /** A holder that has not been heard of for so long is taken for dead. */
  ttlMs: number
}

interface LeaseRow {
  token: string
  beats: string
}

/**
 * Makes one guardian of several the one that runs the schedule, by a row that its holder keeps changing. Whoever wants it takes it over once
 * the row has stayed the same for `ttlMs` of its own monotonic clock: no wall clock is asked. A holder that
 * could not renew gives up well before that.
 */
export class GuardianLease {
  readonly #sql: Sql
  readonly #options: LeaseOptions
  readonly #token = newId()
  #renewedMs: number | null = null
  #seen: { row: LeaseRow; sinceMs: number } | null = null

  constructor(sql: Sql, options: LeaseOptions) {
    this.#sql = sql
    this.#options = options
  }

  /** Whether this guardian may act now. */
  get held(): boolean {
    const { clock, ttlMs } = this.#options
    return this.#renewedMs !== null && clock.monotonicMs() - this.#renewedMs < ttlMs / 2
  }

  /** Renews the lease, or tries to get it. Throws what the database throws. */
  async keep(): Promise<boolean> {
    // From before the question: what counts is that nobody else counts from earlier.
    const askedMs = this.#options.clock.monotonicMs()
    const { name } = this.#options
    const renewed = await this.#sql`
      update recovery_leases set beats = beats + 1 where name = ${name} and token = ${this.#token}`
    const got = renewed.count === 1 || (await this.#take(askedMs))
    this.#renewedMs = got ? askedMs : null
    return got
  }

  /** Gives it back, so that another one need not wait. */
  async release(): Promise<void> {
    this.#renewedMs = null
    await this.#sql`delete from recovery_leases where name = ${this.#options.name} and token = ${this.#token}`
  }

  async #take(askedMs: number): Promise<boolean> {
    const { name, ttlMs } = this.#options
    const [row] = await this.#sql<LeaseRow[]>`
      select token::text, beats::text from recovery_leases where name = ${name}`
    if (!row) {
      const made = await this.#sql`
        insert into recovery_leases (name, token, beats) values (${name}, ${this.#token}, 1) on conflict do nothing`
      return made.count === 1
    }
    const seen = this.#seen
    if (seen?.row.token !== row.token || seen.row.beats !== row.beats) {
      this.#seen = { row, sinceMs: this.#options.clock.monotonicMs() }
      return false
    }
    if (askedMs - seen.sinceMs < ttlMs) return false
    const taken = await this.#sql`
      update recovery_leases set token = ${this.#token}, beats = beats + 1
      where name = ${name} and token = ${row.token} and beats = ${row.beats}`
    return taken.count === 1
  }
}
