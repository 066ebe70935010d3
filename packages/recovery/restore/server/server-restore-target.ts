import { AuraError, type Clock } from '@aura-sign/core'
import { migrate, openPool, type Sql } from '@aura-sign/postgres'
import type { Manifest } from '../../backup/manifest.ts'
import { applyGlobals, type GlobalsResult } from '../globals/apply-globals.ts'
import type { BuildResources } from '../index-build-for.ts'
import type {
  OpenTarget,
  PromoteOptions,
  Promotion,
  RestoreMark,
  RestoreTarget,
  TargetState,
} from '../restore-target.ts'
import { assertServerFits } from './assert-server-fits.ts'
import { createDatabase, formatted } from './create-database.ts'
import { allowConnections, endSessions, fenceDatabase, sessionsLeft, sessionsOf } from './fence-database.ts'
import { findDatabase, type ServerDatabase } from './find-database.ts'
import { finishPromotion } from './finish-promotion.ts'
import { parseRestoreComment, type RestoreComment, renderRestoreComment } from './restore-comment.ts'
import { databaseUrl, openServerSession, type ServerSession } from './server-session.ts'
import { findKeptName, switchDatabases } from './switch-databases.ts'

export interface ServerRestoreOptions {
  name: string
  clock: Clock
  /** Who makes roles; default: whoever the session is. */
  superuserUrl?: string
  /** A folder of this machine on the disk that the server writes to; null: the disk is another's. */
  spacePath?: string | null
  /** What this machine has for the server; null: the server is elsewhere, and what it is set to has to do. */
  machine?: { memoryBytes: number; cores: number } | null
}

/** Of the advisory lock on the server's maintenance database; with the name of the database in use it is that of one restore. */
const lockClass = 1_635_087_970
/** Of the sessions that a killed restore leaves behind. */
const applicationName = 'aura-restore'

/** A new database beside the one in use, on the same server; promoted by taking over its name. */
export class ServerRestoreTarget implements RestoreTarget {
  readonly name: string
  readonly location: string
  readonly postgresMajor: number
  readonly systemIdentifier: string
  readonly #session: ServerSession
  readonly #options: ServerRestoreOptions

  constructor(session: ServerSession, options: ServerRestoreOptions) {
    this.name = options.name
    this.location = session.location
    this.postgresMajor = session.facts.major
    this.systemIdentifier = session.facts.systemIdentifier
    this.#session = session
    this.#options = options
  }

  async inUse(): Promise<string | null> {
    return (await this.#current())?.name ?? null
  }

  async assertFits(manifest: Manifest): Promise<void> {
    await assertServerFits(this.#session, { manifest, spacePath: this.#options.spacePath ?? null })
  }

  async knowsSetting(name: string): Promise<boolean> {
    const rows = await this.#session.sql`select from pg_settings where name = lower(${name})`
    return rows.length > 0
  }

  async inspect(): Promise<TargetState> {
    // Whatever its mark says, the database in use is nobody's to replace.
    if (this.name === this.#session.database && (await this.#current())) return { state: 'occupied' }
    const found = await findDatabase(this.#session, this.name)
    if (found === null) return { state: 'empty' }
    const mark = parseRestoreComment(found.comment)
    if (mark === null || mark.state === 'promoted') {
      return { state: found.allowsConnections && (await this.#isEmpty()) ? 'empty' : 'occupied' }
    }
    return { state: mark.state === 'verified' ? 'verified' : 'interrupted', restore: mark }
  }

  async lock(): Promise<AsyncDisposable> {
    const { sql, database } = this.#session
    const [row] = await sql<{ locked: boolean; holder: number | null }[]>`
      select pg_try_advisory_lock(${lockClass}, hashtext(${database})) as locked, (
        select pid from pg_locks where locktype = 'advisory' and classid = ${lockClass} and granted
          and objid = hashtext(${database})::bit(32)::bigint::oid limit 1) as holder`
    if (!row?.locked) throw new AuraError('restore_running', { pid: row?.holder ?? 'on the server' })
    const release = async () => {
      await sql`select pg_advisory_unlock(${lockClass}, hashtext(${database}))`.catch(() => undefined)
    }
    return { [Symbol.asyncDispose]: release }
  }

  async applyGlobals(text: AsyncIterable<Uint8Array>): Promise<GlobalsResult | null> {
    const url = this.#options.superuserUrl ?? databaseUrl(this.#session.url, 'postgres')
    return await withPool(url, (sql) => applyGlobals(sql, text))
  }

  async prepare(mark: RestoreMark): Promise<void> {
    await this.#assertSameServer()
    const found = await findDatabase(this.#session, this.name)
    if (found && parseRestoreComment(found.comment)) await this.#drop()
    const like = await this.#current()
    if (!found || parseRestoreComment(found.comment)) await createDatabase(this.#session, { name: this.name, like })
    await this.#comment({ ...mark, state: 'loading', previous: null })
  }

  async open(): Promise<OpenTarget> {
    const { facts } = this.#session
    const found = await findDatabase(this.#session, this.name)
    const url = new URL(databaseUrl(this.#session.url, this.name))
    // Whatever is made there belongs to whom the database belongs to: the apps sign in as that one.
    if (found && found.owner !== facts.user) url.searchParams.set('role', found.owner)
    return { url: url.href, resources: this.#resources(), [Symbol.asyncDispose]: async () => undefined }
  }

  async markVerified(mark: RestoreMark): Promise<void> {
    await this.#comment({ ...mark, state: 'verified', previous: null })
  }

  async promote({ settle }: PromoteOptions = {}): Promise<Promotion> {
    await this.#assertSameServer()
    const found = await findDatabase(this.#session, this.name)
    const mark = parseRestoreComment(found?.comment ?? null)
    if (mark?.state !== 'verified') throw new AuraError('plan_outdated', { target: this.name })
    const { url } = await this.open()
    // A backup of an older release: the apps would not start on it. Nobody waits for this yet.
    await withPool(url, (sql) => migrate(sql, { url }))
    const current = await this.#current()
    if (current) await fenceDatabase(this.#session, current.name)
    try {
      await settle?.({ url })
      await this.#copySettings(current)
      await endSessions(this.#session, this.name)
      const keepAs = await findKeptName(this.#session, this.#options.clock.now())
      await switchDatabases(this.#session, { restored: this.name, current, keepAs, mark })
      return { database: this.#session.database, previous: current ? keepAs : null }
    } catch (error) {
      if (current) await allowConnections(this.#session, current.name, true)
      throw error
    }
  }

  async finish(): Promise<void> {
    await finishPromotion(this.#session)
  }

  async discard(): Promise<void> {
    const found = await findDatabase(this.#session, this.name)
    if (found && parseRestoreComment(found.comment)) await this.#drop()
  }

  /** What a killed restore still does there is ended; what anybody else has open is not removed. */
  async #drop(): Promise<void> {
    const others = (await sessionsOf(this.#session, this.name)).filter(
      ({ application }) => application !== applicationName,
    )
    if (others.length > 0) throw sessionsLeft(this.name, others)
    await endSessions(this.#session, this.name)
    // Not `with (force)`: from an account that is not the superuser that is an error while autovacuum is at work there; like this it makes way.
    await this.#session.sql.unsafe(await formatted(this.#session, 'drop database if exists %I', [this.name]))
  }

  async #current(): Promise<ServerDatabase | null> {
    return await findDatabase(this.#session, this.#session.database)
  }

  async #comment(comment: RestoreComment): Promise<void> {
    const text = renderRestoreComment(comment)
    await this.#session.sql.unsafe(await formatted(this.#session, 'comment on database %I is %L', [this.name, text]))
  }

  async #isEmpty(): Promise<boolean> {
    return await withPool(databaseUrl(this.#session.url, this.name), async (sql) => {
      const [row] = await sql<{ relations: number }[]>`
        select count(*)::int as relations from pg_class where relnamespace not in (
          select oid from pg_namespace where nspname in ('pg_catalog', 'pg_toast', 'information_schema'))`
      return row?.relations === 0
    })
  }

  /** The address may lead elsewhere by now: another server has another system identifier. */
  async #assertSameServer(): Promise<void> {
    await using now = await openServerSession({ url: this.#session.url })
    const { systemIdentifier: found } = now.facts
    if (found !== this.systemIdentifier) {
      throw new AuraError('restore_server_changed', { found, wanted: this.systemIdentifier })
    }
  }

  #resources(): BuildResources {
    const { maintenanceMemoryBytes, sharedBuffersBytes, parallelWorkers } = this.#session.facts
    const { machine } = this.#options
    return {
      // Of a server elsewhere its memory is not known, but whoever set shared_buffers knew it.
      memoryBytes: machine ? machine.memoryBytes / 2 : sharedBuffersBytes,
      memoryNowBytes: maintenanceMemoryBytes,
      workers: machine ? Math.max(1, machine.cores - 1) : parallelWorkers,
    }
  }

  /** What "alter database … set" has said of the one in use. One that only a superuser may set is left out. */
  async #copySettings(current: ServerDatabase | null): Promise<void> {
    if (!current) return
    const { sql } = this.#session
    const rows = await sql<{ setting: string }[]>`
      select unnest(setconfig) as setting from pg_db_role_setting
      where setrole = 0 and setdatabase = (select oid from pg_database where datname = ${current.name})`
    for (const { setting } of rows) {
      const [name = '', value = ''] = splitOnce(setting, '=')
      const text = await formatted(this.#session, 'alter database %I set %I from current', [this.name, name])
      await sql.unsafe('begin')
      try {
        await sql`select set_config(${name}, ${value}, true)`
        await sql.unsafe(text)
        await sql.unsafe('commit')
      } catch (error) {
        await sql.unsafe('rollback')
        if (!(error instanceof Error && 'code' in error && error.code === '42501')) throw error
      }
    }
  }
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return [text.slice(0, at), text.slice(at + separator.length)]
}

async function withPool<T>(url: string, use: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = openPool({ url, applicationName, connectionsMax: 1 })
  try {
    return await use(sql)
  } finally {
    await sql.end({ timeout: 5 })
  }
}
