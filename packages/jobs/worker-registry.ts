import type { Queryable } from '@aura-sign/postgres'

/** A worker as an operator sees it. */
export interface RegisteredWorker {
  workerId: string
  /** Host and pid. */
  name: string
  /** What it can do. */
  kinds: readonly string[]
  startedAt: Date
  seenAt: Date
  /** Jobs in its hands when it was last seen. */
  running: number
}

/** A worker that was not seen for so long is gone. It says that it is there three times per lease, at most an hour long. */
const goneMs = 60 * 60_000

/** Says that a worker is there; removes those that are long gone. */
export async function registerWorker(queryable: Queryable, worker: RegisteredWorker): Promise<void> {
  await queryable`
    with gone as (
      delete from job_workers where seen_at < ${new Date(worker.seenAt.getTime() - goneMs)} and id <> ${worker.workerId})
    insert into job_workers (id, name, kinds, started_at, seen_at, running)
    values (${worker.workerId}, ${worker.name}, ${[...worker.kinds]}, ${worker.startedAt}, ${worker.seenAt}, ${worker.running})
    on conflict (id) do update set seen_at = excluded.seen_at, running = excluded.running, kinds = excluded.kinds`
}

export async function unregisterWorker(queryable: Queryable, workerId: string): Promise<void> {
  await queryable`delete from job_workers where id = ${workerId}`
}

/** The workers seen since; ordered by when they started. */
export async function readWorkers(queryable: Queryable, options: { seenSince: Date }): Promise<RegisteredWorker[]> {
  const rows = await queryable<WorkerRow[]>`
    select id, name, kinds, started_at, seen_at, running from job_workers
    where seen_at >= ${options.seenSince} order by started_at, id limit 1000`
  return rows.map((row) => ({
    workerId: row.id,
    name: row.name,
    kinds: row.kinds,
    startedAt: row.started_at,
    seenAt: row.seen_at,
    running: row.running,
  }))
}

interface WorkerRow {
  id: string
  name: string
  kinds: string[]
  started_at: Date
  seen_at: Date
  running: number
}
