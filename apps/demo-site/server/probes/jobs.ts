import type { Clock } from '@aura-sign/core'
import { countJobs, countListed, readPause } from '@aura-sign/jobs'
import type { Sql } from '@aura-sign/postgres'
import type { Probe } from '../site-services.ts'

const oldestDueSecondsMax = 60

/**
 * Whether workers keep up: not while they are paused, while none runs and jobs are due, nor when one has waited for a minute, which means that
 * there are too few, or none that knows its kind.
 */
export function jobsProbe(sql: Sql, clock: Clock): Probe {
  return {
    name: 'workers',
    critical: false,
    async check() {
      const now = clock.now()
      const [counts, listed, pause] = await Promise.all([
        countJobs(sql, { now }),
        countListed(sql, { now }),
        readPause(sql),
      ])
      const { due, failed, oldestDueAgeSeconds } = counts
      const waitedSeconds = oldestDueAgeSeconds ?? 0
      const isIdle = listed.kinds === null
      const isLate = waitedSeconds > oldestDueSecondsMax
      const isDegraded = pause !== null || (isIdle && due > 0) || isLate
      const facts = [
        ...(pause ? [`paused since ${pause.pausedAt.toISOString()} by ${pause.pausedBy}`] : []),
        ...(isIdle ? ['no worker runs'] : []),
        ...(isDegraded && due > 0 ? [waiting(due, waitedSeconds)] : []),
        ...listed.unknownKinds.map(({ kind, count }) => `${jobs(count)} of kind ${kind}, which no worker knows`),
        ...(failed > 0 ? [`${jobs(failed, 'failed ')} ${failed === 1 ? 'is' : 'are'} kept for inspection`] : []),
      ]
      return { status: isDegraded ? 'degraded' : 'ok', ...(facts.length > 0 && { detail: facts.join('; ') }) }
    },
  }
}

function waiting(due: number, waitedSeconds: number): string {
  const oldest = `${due === 1 ? '' : 'the oldest '}for ${Math.round(waitedSeconds)} s`
  return due === 1 ? `1 job waits, ${oldest}` : `${due} jobs wait, ${oldest}`
}

function jobs(count: number, which = ''): string {
  return `${count} ${which}${count === 1 ? 'job' : 'jobs'}`
}
