import type { BackupSummary } from '../backup/backup-summary.ts'
import type { RestoreResult } from '../restore/restore-result.ts'

/** An attestation or a revocation as its wallet signed it and the service acknowledged it. */
export interface AcknowledgedSignature {
  readonly attester: string
  readonly uid: string
  /** The signed object. */
  readonly object: unknown
  /** Whether its copy was in the backup store by then; without, a loss of the database may take it along. */
  readonly journaled: boolean
}

/** An attestation as anybody can read it. */
export interface FoundAttestation {
  readonly object: unknown
  /** Signed object of its revocation. */
  readonly revocation: unknown
  /** What the service says when it is asked to verify the signed object. */
  readonly valid: boolean
}

/** What became of the signed copies. */
export interface ReconcileOutcome {
  readonly rebuilt: number
  /** Copies of which nothing was taken, because they do not prove what they say: which and why. */
  readonly faults: readonly string[]
}

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
  /** Rebuilds in the restored database, before anybody is served from it, what the signed copies prove to be missing. */
  reconcile(signal: AbortSignal): Promise<ReconcileOutcome>
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
  /** Signs an attestation of one text and has it kept. `schema` is an EAS schema of one string, made known first. */
  attest(options: { schema: string; text: string; recipient: string }): Promise<AcknowledgedSignature>
  /** Takes back an attestation of its own. */
  revoke(attestation: AcknowledgedSignature): Promise<AcknowledgedSignature>
}

/** The service as its users see it. */
export interface DrillClient {
  newWallet(): DrillWallet
  /** Compares searches with the exact result; `detail` says what differed. */
  checkSearch(wallet: DrillWallet): Promise<{ ok: boolean; detail: string }>
  /** Submits a job and waits until a worker has done it. */
  finishTestJob(): Promise<void>
  /** Null when it is not there. `object` is verified, not the one that is found. */
  findAttestation(key: { attester: string; uid: string; object: unknown }): Promise<FoundAttestation | null>
}
