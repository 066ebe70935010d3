import type { Sql } from '@aura-sign/postgres'
import type { Heartbeat } from './heartbeat.ts'

/** Commits a heartbeat. The newest one in a restored database says how much was lost. */
export async function recordHeartbeat(sql: Sql, options: { now: Date }): Promise<Heartbeat> {
  // A clock that stepped back may meet a row it wrote before; that one then says the same.
  const [row] = await sql<{ lsn: string | null; timeline: number | null }[]>`
    with position as (select case when pg_is_in_recovery() then null else pg_current_wal_lsn() end as lsn),
    beat as (
      insert into recovery_heartbeats (at, lsn) select ${options.now}::timestamptz, lsn from position
      on conflict (at) do nothing)
    select lsn::text as lsn, ('x' || left(pg_walfile_name(lsn), 8))::bit(32)::int as timeline from position`
  return { at: options.now.toISOString(), lsn: row?.lsn ?? null, timeline: row?.timeline ?? null }
}

/** Deletes heartbeats older than `before`; returns how many. */
export async function pruneHeartbeats(sql: Sql, options: { before: Date }): Promise<number> {
  const result = await sql`delete from recovery_heartbeats where at < ${options.before}`
  return result.count
}
