import { createLogger, systemClock } from '@aura-sign/core'
import { openPool } from '@aura-sign/postgres'
import { dispatchAfterCommit, openJobLists, runWorker } from '../index.ts'

// A worker process to be killed: writes one row of effects for each job. Its environment says where.
const { DATABASE_URL = '', REDIS_URL = '', LEASE_MS = '' } = process.env
const logger = createLogger({ name: 'storm-worker', level: 'silent' })
const lists = openJobLists({ url: REDIS_URL, logger })
const sql = dispatchAfterCommit(openPool({ url: DATABASE_URL, applicationName: 'storm-worker' }), lists.push)
runWorker({
  sql,
  lists,
  handlers: {
    storm: async (jobs, context) => {
      await context.complete(jobs, async (transaction, held) => {
        for (const job of held) await transaction`insert into effects values (${job.jobId}, ${Number(job.payload)})`
        return undefined
      })
    },
  },
  logger,
  clock: systemClock,
  random: Math.random,
  leaseMs: Number(LEASE_MS),
})
// Ends with whoever started it.
process.stdin.resume().on('end', () => process.exit(0))
