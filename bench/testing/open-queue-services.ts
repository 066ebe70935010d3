import { createLogger } from '../../packages/core/index.ts'
import { dispatchAfterCommit, type JobLists, openJobLists } from '../../packages/jobs/index.ts'
import { migrate, openPool, type Sql } from '../../packages/postgres/index.ts'
import { startNativeServices } from '../../packages/testkit/native-services.ts'
import { type TestRedis, testRedis } from '../../packages/testkit/test-redis.ts'

export interface QueueServices extends AsyncDisposable {
  readonly databaseUrl: string
  /** Ours: a pool whose jobs are pushed after their commit. */
  readonly sql: Sql
  readonly lists: JobLists
  /** Ours, without persistence. */
  readonly redis: TestRedis
  /** BullMQ's, with an append-only file that is synced every second. */
  readonly appendOnlyRedis: TestRedis
  /** What each of them survives, as the servers say. */
  readonly durability: string
}

/** A commit waits for the disk, and those that wait together share it. */
const connectionsMax = 50

export const logger = createLogger({ name: 'bench', level: 'error' })

/** Postgres as people run it, and two Redis. */
export async function openQueueServices(): Promise<QueueServices> {
  await using resources = new AsyncDisposableStack()
  const services = await startNativeServices({ services: ['postgres'], durable: true })
  resources.defer(() => services.stop())
  const databaseUrl = services.addresses.postgresUrl
  const redis = await testRedis()
  resources.defer(() => redis.close())
  const appendOnlyRedis = await testRedis({ appendOnly: true })
  resources.defer(() => appendOnlyRedis.close())
  const pool = openPool({ url: databaseUrl, applicationName: 'bench', connectionsMax })
  resources.defer(() => pool.end({ timeout: 1 }))
  await migrate(pool, { url: databaseUrl })
  const lists = resources.use(openJobLists({ url: redis.url, logger }))
  const [settings] = await pool`
    select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
      current_setting('full_page_writes') as pages, current_setting('server_version') as version`
  const [, appendFsync] = (await appendOnlyRedis.client.config('GET', 'appendfsync')) as string[]
  const [, appendOnly] = (await appendOnlyRedis.client.config('GET', 'appendonly')) as string[]
  const durability = [
    `Postgres ${settings?.version}: fsync ${settings?.fsync}, synchronous_commit ${settings?.commit}, full_page_writes ${settings?.pages}`,
    `BullMQ's Redis: appendonly ${appendOnly}, appendfsync ${appendFsync}; ours keeps nothing`,
  ].join('; ')
  const moved = resources.move()
  return {
    ...{ databaseUrl, sql: dispatchAfterCommit(pool, lists.push), lists, redis, appendOnlyRedis, durability },
    [Symbol.asyncDispose]: () => moved.disposeAsync(),
  }
}
