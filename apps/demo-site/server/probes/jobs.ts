import type { Clock } from '@aura-sign/core'
import { countJobs } from '@aura-sign/jobs'
import type { Sql } from '@aura-sign/postgres'
import type { Probe } from '../site-services.ts'

const oldestDueSecondsMax = 60

/** Whether workers keep up: a job that waits for a minute means that none runs, or too few. */
export function jobsProbe(sql: Sql, clock: Clock): Probe {
  return {
    name: 'workers',
    critical: false,
    async check() {
      const { queued, failed, oldestDueAgeSeconds } = await countJobs(sql, { now: clock.now() })
      const waitedSeconds = oldestDueAgeSeconds ?? 0
      if (waitedSeconds > oldestDueSecondsMax) {
        return { status: 'degraded', detail: `${queued} jobs wait, the oldest for ${Math.round(waitedSeconds)} s` }
      }
      return failed > 0 ? { status: 'ok', detail: `${failed} failed jobs are kept for inspection` } : { status: 'ok' }
    },
  }
}
