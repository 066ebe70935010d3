import { randomBytes } from 'node:crypto'
import { AuraError, redactUrl } from '@aura-sign/core'
import { openPool, type Sql } from '@aura-sign/postgres'
import { type ScratchDatabase, type ScratchPlace, scratchName, scratchPrefix } from './scratch-place.ts'

/** Classes of the lock that says whose a scratch database is: the name's hash alone could be anybody's. */
const lockClass = 1_635_087_969
const leftoversMax = 1_000
const statementTimeoutMs = 120_000

/**
 * Scratch databases on a server, beside the one that `url` names. Each is held by an advisory lock of the session that made it, so it is known
 * to be left behind when that session is gone, however it ended. The role has to be allowed to make databases.
 */
export function openServerScratch({ url }: { url: string }): ScratchPlace {
  return {
    location: redactUrl(url),
    clear: () => withAdmin(url, (admin) => dropLeftovers(admin)),
    open: () => openScratch(url),
  }
}

async function openScratch(url: string): Promise<ScratchDatabase> {
  const admin = openAdmin(url)
  const name = scratchName({ now: new Date(), random: randomBytes(4).toString('hex') })
  const dropped = Promise.withResolvers<void>()
  let dropping = false
  const drop = async () => {
    if (dropping) return await dropped.promise
    dropping = true
    try {
      await dropDatabase(admin, name)
    } finally {
      await admin.end({ timeout: 5 })
      dropped.resolve()
    }
  }
  try {
    await assertThere(admin, url)
    await admin`select pg_advisory_lock(${lockClass}, hashtext(${name}))`
    await admin`create database ${admin(name)}`
    const [server] = await admin`select current_setting('server_version_num')::int / 10000 as major`
    const postgresMajor = Number(server?.major)
    const scratchUrl = Object.assign(new URL(url), { pathname: `/${name}` }).href
    return { name, url: scratchUrl, postgresMajor, [Symbol.asyncDispose]: drop }
  } catch (error) {
    await drop().catch(() => undefined)
    throw error
  }
}

async function dropLeftovers(admin: Sql): Promise<string[]> {
  const rows = await admin<{ name: string }[]>`
    select datname::text as name from pg_database
    where starts_with(datname, ${scratchPrefix}) order by datname limit ${leftoversMax}`
  const dropped: string[] = []
  for (const { name } of rows) {
    const [lock] = await admin<{ free: boolean }[]>`
      select pg_try_advisory_lock(${lockClass}, hashtext(${name})) as free`
    if (!lock?.free) continue
    await dropDatabase(admin, name)
    await admin`select pg_advisory_unlock(${lockClass}, hashtext(${name}))`
    dropped.push(name)
  }
  return dropped
}

async function dropDatabase(admin: Sql, name: string): Promise<void> {
  // By its name alone it is nobody's but a verification's.
  if (!name.startsWith(scratchPrefix)) throw new Error(`${name} is no scratch database`)
  // Not `with (force)`: from an account that is not the superuser that is an error while autovacuum is at work there; like this it makes way.
  await admin`
    select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name} and backend_type = 'client backend'`
  await admin`drop database if exists ${admin(name)}`
}

async function assertThere(admin: Sql, url: string): Promise<void> {
  try {
    await admin`select 1`
  } catch (cause) {
    const detail = `${redactUrl(url)}: ${cause instanceof Error ? cause.message : String(cause)}`
    throw new AuraError('verification_elsewhere', { detail }, { cause })
  }
}

async function withAdmin<T>(url: string, use: (admin: Sql) => Promise<T>): Promise<T> {
  const admin = openAdmin(url)
  try {
    await assertThere(admin, url)
    return await use(admin)
  } finally {
    await admin.end({ timeout: 5 })
  }
}

function openAdmin(url: string): Sql {
  return openPool({
    ...{ url, applicationName: 'aura-verify', connectionsMax: 1, statementTimeoutMs },
    keepConnections: true,
  })
}
