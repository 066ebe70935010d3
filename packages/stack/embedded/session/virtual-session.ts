import type { TransactionStatus } from '../wire/backend-messages.ts'
import { PreparedStatements, type SharedStatements } from './prepared-statements.ts'

/** What one client believes to be its session, as far as it differs from a fresh one. */
export class VirtualSession {
  readonly id: number
  readonly statements: PreparedStatements
  /** Settings of the startup packet: what RESET goes back to. */
  readonly startupSettings: ReadonlyMap<string, string>
  readonly customNames = new Set<string>()
  settings: ReadonlyMap<string, string>
  settingsKey: string
  status: TransactionStatus = 'I'
  /** Messages were run that no Sync has ended yet. */
  unsynced = false
  /** The accepted COPY FROM STDIN whose data is arriving. */
  copyQuery: Buffer | undefined
  /** A statement ran after which settings and pins have to be looked at. */
  touched = false
  resets = false
  changesRoutines = false
  /** The state that ties this client to the shared session, such as a temporary table. */
  pinnedBy: string | undefined

  constructor(id: number, shared: SharedStatements, startupSettings: ReadonlyMap<string, string>) {
    this.id = id
    this.statements = new PreparedStatements(id, shared)
    this.startupSettings = startupSettings
    this.settings = startupSettings
    this.settingsKey = settingsKeyOf(startupSettings)
  }

  /** Whether no other client may run anything before this one goes on. */
  get holds(): boolean {
    return this.status !== 'I' || this.unsynced || this.pinnedBy !== undefined
  }

  /** Whether there may be custom settings that are not known by name, so that they cannot be kept. */
  get customNamesFull(): boolean {
    return this.customNames.size >= customNamesMax
  }

  noteCustomNames(names: readonly string[]): void {
    for (const name of names) if (!this.customNamesFull) this.customNames.add(name)
  }

  setSettings(settings: ReadonlyMap<string, string>): void {
    this.settings = settings
    this.settingsKey = settingsKeyOf(settings)
  }
}

const customNamesMax = 100

/** Equal for equal settings, whatever their order. */
export function settingsKeyOf(settings: ReadonlyMap<string, string>): string {
  if (settings.size === 0) return ''
  return JSON.stringify([...settings].sort(([left], [right]) => (left < right ? -1 : 1)))
}
