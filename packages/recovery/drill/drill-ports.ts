import type { BackupSummary } from '../backup/backup-summary.ts'
import type { RestoreResult } from '../restore/restore-result.ts'

export interface StartedStack {
  /** Of the database cluster (pg_control_system). */
  readonly systemIdentifier: string
}

/**
 * A disposable stack that the drill made and that nobody else uses; every call refuses any other. Whatever a call
 * started has ended when it rejects because its signal aborted.
 */
export interface DrillStack extends AsyncDisposable {
  /** For the report. */
  readonly kind: string
  /** Resolves when the database answers and the site listens. */
  start(signal: AbortSignal): Promise<StartedStack>
  seed(identities: number, options: { onProgress: (done: number) => void; signal: AbortSignal }): Promise<void>
  backup(signal: AbortSignal): Promise<BackupSummary>
  /** Newest heartbeat in the backup store, ISO 8601. */
  newestKnownHeartbeat(): Promise<string | null>
  /** `kill -9` of the process that serves. */
  kill(): Promise<void>
  destroyDatabase(): Promise<void>
  /** What could still write to the destroyed database, one sentence each; empty when nothing could. */
  findOldWriters(): Promise<string[]>
  /** Restores the newest backup into a new database and puts that into use. */
  restore(signal: AbortSignal): Promise<RestoreResult>
  /** Newest heartbeat of `until` or before that is in the database, ISO 8601. */
  newestHeartbeatInDatabase(until: Date): Promise<string | null>
  /** When the newest vector of `until` or before was stored, as the database says, ISO 8601. */
  newestVectorInDatabase(until: Date): Promise<string | null>
  /** Identities with an embedding, other than the drill's own. */
  countSeeded(): Promise<number>
  /** Those of the wallets that have an identity. */
  findIdentities(wallets: readonly string[]): Promise<ReadonlySet<string>>
  /** Whether the vector index is valid and a search can use it. */
  isIndexOnline(): Promise<boolean>
}

/** A throw-away wallet and its session. */
export interface DrillWallet {
  readonly address: string
  /** Signs in and keeps the session; resolves to the id of the user. */
  signIn(): Promise<string>
  /** Whether the session of the last sign-in still opens the service. */
  isSignedIn(): Promise<boolean>
  /** Resolves when the service has acknowledged the statement. */
  writeStatement(statement: string): Promise<void>
  readProfile(): Promise<{ statement: string | null; isEmbedded: boolean }>
  /** Requests a nonce and signs a message with it; the returned function sends that, and says if it was accepted. */
  prepareSignIn(): Promise<() => Promise<boolean>>
}

/** The service as its users see it. */
export interface DrillClient {
  newWallet(): DrillWallet
  /** Compares searches with the exact result; `detail` says what differed. */
  checkSearch(wallet: DrillWallet): Promise<{ ok: boolean; detail: string }>
  /** Submits a job and waits until a worker has done it. */
  finishTestJob(): Promise<void>
}
