import { newId, sleep } from '@aura-sign/core'
import { openObjectStore } from '@aura-sign/object-store'
import { migrate, openPool, type Sql } from '@aura-sign/postgres'
import { HeartbeatTrail, recordHeartbeat } from '@aura-sign/recovery'
import { type ArchivingStack, openArchivingStack } from './open-archiving-stack.ts'

const beatMs = 100

/** An archiving stack with the schema, in which heartbeats are written as the guardian writes them. */
export interface BeatingStack extends ArchivingStack {
  query<T>(use: (sql: Sql) => Promise<T>): Promise<T>
  /** Beats, in the database and in the trail, until the clock has gone this far; returns the time then. */
  beatFor(milliseconds: number): Promise<Date>
  /** Ends the segment at hand, and resolves once all of it is archived. */
  archiveAll(): Promise<void>
}

export async function openBeatingStack(): Promise<BeatingStack> {
  const test = await openArchivingStack()
  const store = openObjectStore(test.environment.BACKUP_STORE_URL ?? '')
  const trail = new HeartbeatTrail(store, { writerId: newId() })
  const query: BeatingStack['query'] = async (use) => {
    const sql = openPool({ url: test.inUse().urls.databaseUrl, applicationName: 'test', connectionsMax: 1 })
    try {
      return await use(sql)
    } finally {
      await sql.end({ timeout: 1 })
    }
  }
  await query((sql) => migrate(sql, { url: test.inUse().urls.databaseUrl }))
  return {
    ...test,
    query,
    beatFor: (milliseconds) =>
      query(async (sql) => {
        const until = Date.now() + milliseconds
        while (Date.now() <= until) {
          await trail.append(await recordHeartbeat(sql, { now: new Date() }))
          await sleep(beatMs)
        }
        return new Date()
      }),
    archiveAll: async () => {
      const sql = openPool({ url: test.inUse().urls.superuserUrl, applicationName: 'test', connectionsMax: 1 })
      try {
        const [row] = await sql<{ name: string }[]>`select pg_walfile_name(pg_switch_wal()) as name`
        const last = async () => (await sql`select last_archived_wal as name from pg_stat_archiver`)[0]?.name ?? ''
        while ((await last()).slice(0, 24) < (row?.name ?? '')) await sleep(beatMs)
      } finally {
        await sql.end({ timeout: 1 })
      }
    },
  }
}
