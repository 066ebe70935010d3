import { backend, type WireError } from './wire/backend-messages.ts'
import { ScramExchange, type ScramVerifier } from './wire/scram.ts'
import { parseStartupOptions, parseStartupPacket } from './wire/startup-packet.ts'

/** Who may connect, to what. */
export interface Admission {
  readonly role: string
  readonly database: string
  readonly verifier: ScramVerifier
  /** Whether one more client would be too many. */
  full(): boolean
}

export type HandshakeStep =
  | { readonly kind: 'reply'; readonly bytes: Buffer }
  | { readonly kind: 'close'; readonly bytes?: Buffer }
  | {
      readonly kind: 'admitted'
      readonly bytes: Buffer
      readonly settings: ReadonlyMap<string, string>
      readonly minor: number
    }

/** From the first packet of a connection to its authentication (PostgreSQL 18, 54.2.1), message by message. */
export class Handshake {
  readonly #admission: Admission
  readonly #exchange: ScramExchange
  #startup: { parameters: ReadonlyMap<string, string>; minor: number } | undefined
  #proving = false

  constructor(admission: Admission) {
    this.#admission = admission
    this.#exchange = new ScramExchange(admission.verifier)
  }

  /** How the next message is framed. */
  get expects(): 'startup' | 'typed' {
    return this.#startup ? 'typed' : 'startup'
  }

  receive(message: Buffer): HandshakeStep {
    if (!this.#startup) return this.#start(message)
    if (message[0] !== passwordMessage) return refuse('08P01', 'a password message was expected')
    return this.#proving ? this.#finish(message) : this.#prove(message)
  }

  #start(message: Buffer): HandshakeStep {
    const packet = parseStartupPacket(message)
    if (packet.kind === 'ssl' || packet.kind === 'gss') return { kind: 'reply', bytes: Buffer.from('N') }
    // Nothing can be cancelled: Postgres runs a statement to its end before this thread reads the request.
    if (packet.kind === 'cancel') return { kind: 'close' }
    if (packet.kind === 'unsupported')
      return refuse('0A000', 'unsupported frontend protocol, 3.0 and 3.2 are supported')
    const user = packet.parameters.get('user')
    if (user !== this.#admission.role) {
      return refuse(
        '28000',
        `role "${user ?? ''}" does not exist`,
        `The embedded stack has one role, "${this.#admission.role}".`,
      )
    }
    if (packet.parameters.has('replication')) return refuse('0A000', 'the embedded stack has no replication')
    if (this.#admission.full()) return refuse('53300', 'sorry, too many clients already')
    this.#startup = packet
    return { kind: 'reply', bytes: Buffer.concat([negotiate(packet), backend.authenticationSasl(mechanism)]) }
  }

  #prove(message: Buffer): HandshakeStep {
    const end = message.indexOf(0, 5)
    if (message.toString('latin1', 5, end) !== mechanism) return refuse('28000', 'unknown SASL mechanism')
    const first = this.#exchange.first(message.toString('utf8', end + 5))
    if (first === undefined) return refuse('08P01', 'malformed SCRAM message')
    this.#proving = true
    return { kind: 'reply', bytes: backend.authenticationSaslContinue(first) }
  }

  #finish(message: Buffer): HandshakeStep {
    const { role, database } = this.#admission
    const final = this.#exchange.final(message.toString('utf8', 5))
    if (final === undefined) {
      return refuse(
        '28P01',
        `password authentication failed for user "${role}"`,
        'Run: eval "$(./aura config print --export)", which sets the right one.',
      )
    }
    const parameters = this.#startup?.parameters ?? new Map<string, string>()
    const asked = parameters.get('database') || role
    if (asked !== database) {
      return refuse(
        '3D000',
        `the embedded stack has exactly one database, "${database}", and no "${asked}"`,
        secondDatabase,
      )
    }
    const settings = startupSettings(parameters)
    if (!settings) return refuse('22023', 'the startup options are not valid', 'Write them as "-c name=value".')
    const encoding = settings.get('client_encoding') ?? 'UTF8'
    if (!encodings.test(encoding)) {
      return refuse(
        '22023',
        `the embedded stack does not support the client encoding "${encoding}"`,
        'Set PGCLIENTENCODING=UTF8.',
      )
    }
    const bytes = Buffer.concat([backend.authenticationSaslFinal(final), backend.authenticationOk()])
    return { kind: 'admitted', bytes, settings, minor: this.#startup?.minor ?? 0 }
  }
}

const mechanism = 'SCRAM-SHA-256'
const passwordMessage = 'p'.charCodeAt(0)
const latestMinor = 2
const secondDatabase =
  'Connect to it. A restore makes its own: "./aura restore". For a second stack set AURA_DATA_DIR to another directory.'

/** postgres.js writes 'utf-8' with the quotes. */
const encodings = /^'?(utf-?8|unicode|sql_?ascii)'?$/i

/** Parameters of a startup packet that are no settings. */
const notSettings = new Set(['user', 'database', 'options', 'replication'])

function startupSettings(parameters: ReadonlyMap<string, string>): ReadonlyMap<string, string> | undefined {
  const settings = parseStartupOptions(parameters.get('options') ?? '')
  if (!settings) return undefined
  for (const [name, value] of parameters) {
    if (!notSettings.has(name) && !name.startsWith('_pq_.')) settings.set(name, value)
  }
  return settings
}

function negotiate(startup: { minor: number; parameters: ReadonlyMap<string, string> }): Buffer {
  const unknown = [...startup.parameters.keys()].filter((name) => name.startsWith('_pq_.'))
  if (startup.minor <= latestMinor && unknown.length === 0) return Buffer.alloc(0)
  return backend.negotiateProtocolVersion(Math.min(startup.minor, latestMinor), unknown)
}

function refuse(sqlState: string, message: string, hint?: string): HandshakeStep {
  const error: WireError = { severity: 'FATAL', sqlState, message, ...(hint !== undefined && { hint }) }
  return { kind: 'close', bytes: backend.error(error) }
}
