import type { Fact } from '../fact.ts'
import type { ClockFacts } from '../facts/clock-facts.ts'
import { type Finding, fail, ok, warn } from '../finding.ts'

const steppedMsMax = 500
const databaseMsMax = 2_000
// S3 refuses a signature that is 15 minutes off (Signature Version 4, RequestTimeTooSkewed).
const s3MsWarn = 5_000
const s3MsFail = 15 * 60_000
const synchronise = 'Let both machines take their time from NTP ("timedatectl" shows whether they do).'

export interface ClockContext {
  /** Day on which the newest migration was written: no clock that is right can be before it. */
  readonly releasedAt: Date
  /** What the database's clock is ahead of ours, in milliseconds; null without a database. */
  readonly databaseAheadMs: Fact<number> | null
}

/** Sign-ins, sessions, backups' names and S3 signatures all rest on the wall clock. */
export function checkClock(facts: ClockFacts, context: ClockContext): Finding[] {
  return [
    checkWall(facts, context),
    ...(context.databaseAheadMs?.known ? [checkDatabase(context.databaseAheadMs.value)] : []),
    ...(facts.s3AheadMs ? [checkS3(facts.s3AheadMs)] : []),
  ]
}

function checkWall({ now, steppedMs }: ClockFacts, { releasedAt }: ClockContext): Finding {
  if (now < releasedAt) {
    return fail(
      'clock',
      `it is ${now.toISOString()}, before this version was written`,
      'Set the clock of this machine.',
    )
  }
  if (Math.abs(steppedMs) > steppedMsMax) {
    const detail = `it was set by ${Math.round(steppedMs)} ms while this command ran`
    return warn('clock', detail, 'Wait until NTP has settled, then run "./aura doctor" again.')
  }
  return ok('clock', now.toISOString())
}

function checkDatabase(aheadMs: number): Finding {
  const detail = `the database's clock differs by ${(aheadMs / 1000).toFixed(1)} s`
  return Math.abs(aheadMs) > databaseMsMax ? warn('clock database', detail, synchronise) : ok('clock database', detail)
}

function checkS3(ahead: Fact<number>): Finding {
  if (!ahead.known) {
    return warn('clock s3', `not known: ${ahead.reason}`, 'See that the S3 server runs, with "./aura stack ps".')
  }
  const detail = `the S3 server's clock differs by ${Math.round(ahead.value / 1000)} s`
  if (Math.abs(ahead.value) > s3MsFail) return fail('clock s3', `${detail}, so it refuses every request`, synchronise)
  return Math.abs(ahead.value) > s3MsWarn ? warn('clock s3', detail, synchronise) : ok('clock s3', detail)
}
