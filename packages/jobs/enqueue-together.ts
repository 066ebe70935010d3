import { setImmediate } from 'node:timers/promises'
import { isDatabaseLost, type Sql } from '@aura-sign/postgres'
import { type InsertedJob, insertJob } from './insert-job.ts'
import { noteEnqueued } from './lists/note-enqueued.ts'

/** Rows in one statement. */
const groupMax = 500
/** Groups of a pool on their way at the same time: while one waits for the disk the next is sent. */
const groupsMax = 2

interface Waiting {
  readonly job: InsertedJob
  resolve(): void
  reject(error: unknown): void
}

interface Queue {
  readonly waiting: Waiting[]
  groups: number
}

const queues = new WeakMap<Sql, Queue>()

/**
 * Queues a job that has no unique key and no transaction around it; resolves once it is committed. Callers that wait at the same
 * time share a statement, a round trip and a commit, which is what a queued job costs. As many wait as there are callers. Whatever
 * is wrong with one of them fails that one only.
 */
export function enqueueTogether(pool: Sql, job: InsertedJob): Promise<void> {
  const queue = queues.get(pool) ?? { waiting: [], groups: 0 }
  queues.set(pool, queue)
  return new Promise((resolve, reject) => {
    queue.waiting.push({ job, resolve, reject })
    if (queue.groups < groupsMax) void sendGroups(pool, queue)
  })
}

/** Never rejects. */
async function sendGroups(pool: Sql, queue: Queue): Promise<void> {
  queue.groups += 1
  // One turn later: what one turn of the loop asks for goes together.
  await setImmediate()
  while (queue.waiting.length > 0) {
    const group = queue.waiting.splice(0, groupMax)
    try {
      await insertGroup(pool, group)
    } catch (error) {
      // Of one that was lost on the way nobody knows whether it was committed. One that was refused left nothing behind.
      if (group.length === 1 || isDatabaseLost(error)) for (const { reject } of group) reject(error)
      else await insertEach(pool, group)
    }
    await setImmediate()
  }
  queue.groups -= 1
}

async function insertGroup(pool: Sql, group: readonly Waiting[]): Promise<void> {
  const jobs = group.map(({ job }) => job)
  await pool`
    insert into jobs (id, kind, payload, priority, run_at, max_attempts, created_at)
    select id, kind, payload::jsonb, priority, run_at, max_attempts, created_at
    from unnest(
      ${jobs.map(({ jobId }) => jobId)}::uuid[],
      ${jobs.map(({ kind }) => kind)}::text[],
      ${jobs.map(({ payload }) => payload)}::text[],
      ${jobs.map(({ priority }) => priority)}::smallint[],
      ${jobs.map(({ runAt }) => runAt.toISOString())}::timestamptz[],
      ${jobs.map(({ attemptsMax }) => attemptsMax)}::smallint[],
      ${jobs.map(({ createdAt }) => createdAt.toISOString())}::timestamptz[]
    ) as job (id, kind, payload, priority, run_at, max_attempts, created_at)`
  noteEnqueued(pool, jobs)
  for (const { resolve } of group) resolve()
}

async function insertEach(pool: Sql, group: readonly Waiting[]): Promise<void> {
  await Promise.all(group.map(({ job, resolve, reject }) => insertJob(pool, job).then(() => resolve(), reject)))
}
