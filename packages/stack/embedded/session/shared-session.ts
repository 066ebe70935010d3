import type { Engine } from '../engine.ts'
import { frontend } from '../wire/frontend-messages.ts'
import { OutputScanner } from '../wire/output-scanner.ts'
import type { Row } from '../wire/read-rows.ts'
import { splitMessages } from '../wire/split-messages.ts'
import { rewriteMessages } from './rewrite-messages.ts'
import { sessionSql } from './session-sql.ts'
import { VirtualSession } from './virtual-session.ts'

/**
 * The one real session, given to one virtual session at a time.
 *
 * Cost per change of client, measured on 2 cores: none while both have the same settings, 25 µs when they differ
 * (RESET ALL and set_config), against 18 µs for `SELECT 1` and 34 µs for a lookup by key. A cycle whose text may have
 * changed the session costs a look at pg_settings, 0.6 ms.
 */
export class SharedSession {
  readonly engine: Engine
  readonly #statements = { namedGeneration: 0, unnamedGeneration: 0 }
  #appliedKey = ''
  #owner: VirtualSession | undefined
  #opaqueRoutines: boolean
  #clients = 0

  constructor(engine: Engine) {
    this.engine = engine
    this.#opaqueRoutines = this.#query(sessionSql.opaqueRoutines)[0]?.opaque === true
  }

  /** A new client's session; throws the error of the first setting that Postgres does not accept. */
  open(startupSettings: ReadonlyMap<string, string>): VirtualSession {
    const session = new VirtualSession(++this.#clients, this.#statements, startupSettings)
    this.#enter(session)
    return session
  }

  /** Values, as `session` sees them, of the settings that a server reports to its client. */
  reported(session: VirtualSession, names: readonly string[]): Row[] {
    this.#enter(session)
    return this.#query(sessionSql.reported(names))
  }

  /** Runs client messages up to a Sync, Query or Flush; the answer goes to `onOutput`. */
  run(session: VirtualSession, messages: readonly Buffer[], onOutput: (chunk: Uint8Array) => void): void {
    const foreign = this.#enter(session)
    const circumstances = { foreign, opaqueRoutines: this.#opaqueRoutines }
    const { restores, rewritten } = rewriteMessages(session, messages, circumstances)
    const scanner = new OutputScanner()
    // Restoring runs by itself so that its confirmations can be left out of the client's answer. If it fails, Postgres
    // skips the rest up to Sync, just as if the client's own message had failed.
    if (restores.length > 0) scanner.errors += this.#restore(session, restores, onOutput)
    this.engine.run(Buffer.concat(rewritten), (chunk) => {
      scanner.scan(chunk)
      onOutput(chunk)
    })
    session.statements.confirm(scanner)
    session.unsynced =
      scanner.status === undefined && (session.unsynced || messages.some(({ 0: type }) => type !== flushType))
    session.status = scanner.status ?? session.status
    if (session.status === 'I' && !session.unsynced) this.#settle(session)
  }

  /**
   * Asks Postgres whether it would take the COPY in `query`, without running it: its CopyInResponse then says what the
   * client has to send. Otherwise the answer is the error, which is the whole answer to the query.
   */
  probeCopy(session: VirtualSession, query: Buffer): { accepted: boolean; answer: Buffer } {
    this.#enter(session)
    session.statements.dropUnnamed()
    // A probe ends in an error, from which only a savepoint keeps the client's transaction.
    const savepoint = session.status === 'T'
    if (savepoint) this.#query('SAVEPOINT aura_copy')
    const output = this.engine.collect(Buffer.concat([query, frontend.copyFail('probe')]))
    const request = [...splitMessages(output)].find(({ type }) => type === 'G')
    if (request && savepoint) this.#query('ROLLBACK TO SAVEPOINT aura_copy; RELEASE SAVEPOINT aura_copy')
    if (!request && savepoint) session.status = 'E'
    if (request) session.copyQuery = query
    return request ? { accepted: true, answer: request.bytes } : { accepted: false, answer: output }
  }

  /** Runs a probed COPY with the data that the client sent, and returns the answer to both. */
  runCopy(session: VirtualSession, data: readonly Buffer[]): Buffer {
    this.#enter(session)
    session.statements.dropUnnamed()
    const scanner = new OutputScanner()
    const output = this.engine.collect(Buffer.concat([session.copyQuery ?? Buffer.alloc(0), ...data]))
    session.copyQuery = undefined
    scanner.scan(output)
    session.status = scanner.status ?? session.status
    // The client has had its CopyInResponse already.
    return Buffer.concat([...splitMessages(output)].filter(({ type }) => type !== 'G').map(({ bytes }) => bytes))
  }

  /** Looks again whether `session` still has to keep the session for itself. */
  refreshPin(session: VirtualSession): void {
    if (session.pinnedBy === undefined || session.status !== 'I' || session.unsynced) return
    session.pinnedBy = pinOf(this.#query(sessionSql.pins()))
  }

  /** Ends a client's session: rolls back what is open and leaves nothing of it behind. */
  leave(session: VirtualSession): void {
    // A Sync alone would commit what no Sync has ended yet; after an error it aborts it.
    if (session.unsynced) this.engine.collect(abortingSync)
    if (session.status !== 'I' || session.unsynced) this.#query('ROLLBACK')
    if (session.touched || session.pinnedBy !== undefined) this.discard()
    const closes = session.statements.closeAll()
    if (closes.length > 0) this.engine.collect(Buffer.concat([...closes, frontend.sync()]))
    if (this.#owner === session) this.#owner = undefined
  }

  /** Back to a fresh session, 11 µs; the other clients' statements and settings come back when they next need them. */
  discard(): void {
    this.#query('DISCARD ALL')
    this.#statements.namedGeneration++
    this.#appliedKey = ''
  }

  /** Runs statements of our own, as no client: with default settings. */
  runAsServer(sql: string): Row[] {
    if (this.#appliedKey !== '') this.#apply(new Map(), '')
    return this.#query(sql)
  }

  /** Gives the real session to `session`; true when another client had it before. */
  #enter(session: VirtualSession): boolean {
    if (this.#owner === session && this.#appliedKey === session.settingsKey) return false
    const foreign = this.#owner !== session
    if (this.#appliedKey !== session.settingsKey) this.#apply(session.settings, session.settingsKey)
    this.#owner = session
    return foreign
  }

  #apply(settings: ReadonlyMap<string, string>, key: string): void {
    this.#appliedKey = unknownKey
    this.#query(sessionSql.applySettings(settings))
    this.#appliedKey = key
  }

  /** Runs messages of PreparedStatements.restore; returns the number of errors, which go to the client. */
  #restore(session: VirtualSession, restores: readonly Buffer[], onOutput: (chunk: Uint8Array) => void): number {
    const output = this.engine.collect(Buffer.concat(restores))
    const scanner = new OutputScanner()
    scanner.scan(output)
    for (const { type, bytes } of splitMessages(output)) if (!confirmations.has(type)) onOutput(bytes)
    session.statements.confirmRestored(scanner.errors === 0)
    return scanner.errors
  }

  /** Brings what we know of a client's settings and pins up to date, once it is between transactions. */
  #settle(session: VirtualSession): void {
    if (session.changesRoutines) this.#opaqueRoutines = this.#query(sessionSql.opaqueRoutines)[0]?.opaque === true
    if (session.touched) {
      const rows = this.#query(sessionSql.probe([...session.customNames]))
      const found = new Map(
        rows.filter(({ kind }) => kind === 'setting').map(({ name, value }) => [String(name), String(value)]),
      )
      session.setSettings(session.resets ? new Map([...session.startupSettings, ...found]) : found)
      this.#appliedKey = session.resets || session.customNamesFull ? unknownKey : session.settingsKey
      session.pinnedBy = pinOf(rows)
    }
    session.touched = false
    session.resets = false
    session.changesRoutines = false
  }

  #query(sql: string): Row[] {
    // Any simple query removes the unnamed prepared statement.
    this.#statements.unnamedGeneration++
    return this.engine.query(sql)
  }
}

/** No session's key: the next one to enter gets its settings anew. */
const unknownKey = '?'
const abortingSync = Buffer.concat([frontend.parse('', Buffer.from('abort!\0\0\0')), frontend.sync()])
const flushType = 'H'.charCodeAt(0)
/** ParseComplete and CloseComplete. */
const confirmations = new Set(['1', '3'])

function pinOf(rows: readonly Row[]): string | undefined {
  const pin = rows.find(({ kind }) => kind === 'pin')
  return pin && String(pin.name)
}
