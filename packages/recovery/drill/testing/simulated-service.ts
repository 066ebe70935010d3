import type { BackupSummary } from '../../backup/backup-summary.ts'
import type { RestoreResult } from '../../restore/restore-result.ts'
import type { AcknowledgedSignature, DrillClient, DrillStack, DrillWallet, ReconcileOutcome } from '../drill-ports.ts'
import { SimulatedAttestations } from './simulated-attestations.ts'

/** What a recovery can get wrong; the drill has to notice each. */
export type PlantedFault =
  | 'resurrected session'
  | 'resurrected nonce'
  | 'missing row'
  | 'lost write that the backup holds'
  | 'lost identity that the backup holds'
  | 'writer still alive'
  | 'restored over the old cluster'
  | 'restore without comparison'
  | 'slow recovery'
  | 'late heartbeat in the backup'
  | 'no heartbeat in the backup'
  | 'wrong search'
  | 'first search answered wrongly'
  | 'heartbeats long after the backup'
  | 'vectors older than the backup'
  | 'wrong search from the start'
  | 'index stays offline'
  | 'worker does nothing'
  | 'embeddings are not caught up'
  | 'recreated identity with another id'
  | 'restore fails'
  | 'backup fails'
  | 'attestation whose copy is deleted'
  | 'revocation whose copy is deleted'
  | 'copy with an altered signature'
  | 'object that comes back altered'
  | 'reconcile that fails'
  | 'journal that is down'

interface State {
  wallets: Map<string, { userId: string; statement: string | null }>
  sessions: Set<string>
  nonces: Set<string>
  seeded: number
  vectorAt: string | null
  attestations: SimulatedAttestations
}

/** A service in memory that can be backed up, killed and restored, with its own clock and at most one fault. */
export class SimulatedService {
  readonly clock = { now: () => new Date(this.#now()), monotonicMs: () => this.#now() }
  #skippedMs = 0
  #state: State = empty()
  #backup: { state: State; at: string } | null = null
  #running = false
  #searches = 0
  #lastHeartbeat: string | null = null
  #users = 0
  readonly #fault: PlantedFault | null
  /** Survives the database. */
  readonly #journal: ({ kind: 'attestation' | 'revocation' } & AcknowledgedSignature)[] = []

  constructor(fault: PlantedFault | null) {
    this.#fault = fault
  }

  readonly stack: DrillStack = {
    kind: 'simulated',
    start: async () => {
      this.#running = true
      return { systemIdentifier: this.#has('restored over the old cluster') ? '1' : `${this.#backup ? 2 : 1}` }
    },
    seed: async (identities) => {
      this.#state.seeded = identities
      this.#state.vectorAt = this.#iso()
    },
    backup: async () => {
      if (this.#has('backup fails')) throw new Error('the disk is full')
      this.#tick()
      this.#backup = { state: copyOf(this.#state), at: this.#iso() }
      this.#tick()
      return summary(this.#backup.at)
    },
    newestKnownHeartbeat: async () => this.#lastHeartbeat ?? this.#iso(),
    newestVectorInDatabase: async () => {
      this.#tick()
      return this.#state.vectorAt
    },
    kill: async () => {
      // Beyond the target of the RPO, within those of the RTO.
      if (this.#has('heartbeats long after the backup')) this.#skippedMs += 16 * 60_000
      this.#lastHeartbeat = this.#iso()
      this.#running = false
      this.#state = empty()
    },
    destroyDatabase: async () => undefined,
    findOldWriters: async () => (this.#has('writer still alive') ? ['process 7 still runs'] : []),
    restore: async () => this.#restore(),
    reconcile: async () => this.#reconcile(),
    newestHeartbeatInDatabase: async () => {
      if (this.#has('no heartbeat in the backup')) return null
      const lateMs = this.#has('late heartbeat in the backup') ? 3_600_000 : 0
      return new Date(Date.parse(this.#backup?.at ?? '') - lateMs).toISOString()
    },
    countSeeded: async () => this.#state.seeded,
    findIdentities: async (wallets) => new Set(wallets.filter((wallet) => this.#state.wallets.has(wallet))),
    isIndexOnline: async () => !this.#has('index stays offline'),
    [Symbol.asyncDispose]: async () => undefined,
  }

  readonly client: DrillClient = {
    newWallet: () => this.#newWallet(),
    checkSearch: async () => {
      this.#searches += this.#backup ? 1 : 0
      const first = this.#searches === 1 && this.#has('first search answered wrongly')
      const wrong = this.#backup ? first || this.#has('wrong search') : this.#has('wrong search from the start')
      return { ok: !wrong, detail: wrong ? '3 of 10 expected results' : '10 of 10 expected results' }
    },
    finishTestJob: async () => {
      if (this.#backup && this.#has('worker does nothing')) throw new Error('no worker took the job')
    },
    findAttestation: async (key) => this.#answer().attestations.find(key),
  }

  #restore(): RestoreResult {
    if (this.#has('restore fails') || !this.#backup) throw new Error('the restored database differs')
    if (this.#has('slow recovery')) this.#skippedMs += 2 * 3_600_000
    this.#state = copyOf(this.#backup.state)
    if (!this.#has('resurrected session')) this.#state.sessions.clear()
    if (!this.#has('resurrected nonce')) this.#state.nonces.clear()
    const [oldest] = this.#state.wallets
    if (oldest && this.#has('lost write that the backup holds')) oldest[1].statement = null
    if (oldest && this.#has('lost identity that the backup holds')) this.#state.wallets.delete(oldest[0])
    const vectorsAt = Date.parse(this.#backup.at) - 2 * 3_600_000
    if (this.#has('vectors older than the backup')) this.#state.vectorAt = new Date(vectorsAt).toISOString()
    const missing = this.#has('missing row')
    if (missing) this.#state.seeded -= 1
    const compared = !this.#has('restore without comparison')
    return {
      backup: 'backup',
      snapshotAt: this.#backup.at,
      database: 'restored',
      previous: null,
      promoted: true,
      roles: null,
      journal: null,
      checks: compared ? [{ name: 'row counts', ok: !missing, detail: `${this.#state.seeded} rows` }] : [],
      trust: compared ? { sessionsEnded: 1, noncesBurnt: 1, leasesReleased: 0 } : null,
      durationMs: 1,
    }
  }

  /** Takes the copies back, but for the youngest of its kind that a fault has damaged. */
  #reconcile(): ReconcileOutcome {
    if (this.#has('reconcile that fails')) throw new Error('the backup store does not answer')
    const deleted = this.#has('revocation whose copy is deleted') ? 'revocation' : 'attestation'
    const damaged = this.#journal.findLast(
      ({ kind, uid }) => kind === deleted && (kind === 'revocation' || !this.#isRevoked(uid)),
    )
    const refuses = this.#has('copy with an altered signature')
    const leavesOut = refuses || this.#has(`${deleted} whose copy is deleted`)
    const copies = this.#journal.filter((copy) => !(leavesOut && copy === damaged))
    for (const copy of copies) this.#state.attestations.keep(copy)
    if (damaged && this.#has('object that comes back altered')) {
      this.#state.attestations.keep({ ...damaged, object: { ...(damaged.object as object), text: 'altered' } })
    }
    return { rebuilt: copies.length, faults: damaged && refuses ? [`${damaged.uid} signature_mismatch`] : [] }
  }

  #isRevoked(attestation: string): boolean {
    return this.#journal.some(({ kind, uid }) => kind === 'revocation' && uid === attestation)
  }

  #acknowledge(kind: 'attestation' | 'revocation', written: Omit<AcknowledgedSignature, 'journaled'>) {
    const acknowledged = { ...written, journaled: !this.#has('journal that is down') }
    this.#answer().attestations.keep({ kind, ...acknowledged })
    if (acknowledged.journaled) this.#journal.push({ kind, ...acknowledged })
    this.#tick()
    return acknowledged
  }

  #newWallet(): DrillWallet {
    this.#users += 1
    const address = `wallet ${this.#users}`
    const own = () => this.#answer().wallets.get(address)
    return {
      address,
      signIn: async () => {
        this.#answer().sessions.add(address)
        const userId = this.#has('recreated identity with another id') ? `user ${this.#now()}` : `user of ${address}`
        const found = own() ?? { userId, statement: null }
        this.#state.wallets.set(address, found)
        this.#tick()
        return found.userId
      },
      isSignedIn: async () => this.#answer().sessions.has(address),
      writeStatement: async (statement) => {
        const found = own()
        if (!found) throw new Error('not signed in')
        found.statement = statement
        this.#answer().vectorAt = this.#iso()
        this.#tick()
      },
      readProfile: async () => ({
        statement: own()?.statement ?? null,
        isEmbedded: !(this.#backup && this.#has('embeddings are not caught up')),
      }),
      prepareSignIn: async () => {
        this.#answer().nonces.add(address)
        return async () => this.#answer().nonces.delete(address)
      },
      attest: async ({ text }) => {
        this.#users += 1
        const uid = `uid ${this.#users}`
        return this.#acknowledge('attestation', { attester: address, uid, object: { uid, text } })
      },
      revoke: async ({ uid }) => this.#acknowledge('revocation', { attester: address, uid, object: { revokes: uid } }),
    }
  }

  /** A killed service answers nobody. */
  #answer(): State {
    if (!this.#running) throw new Error('connection refused')
    return this.#state
  }

  /** Time moves with every write, so that no two have the same. */
  #tick(): void {
    this.#skippedMs += 1
  }

  #now(): number {
    return Date.UTC(2026, 10, 23) + performance.now() + this.#skippedMs
  }

  #iso(): string {
    return new Date(this.#now()).toISOString()
  }

  #has(fault: PlantedFault): boolean {
    return this.#fault === fault
  }
}

function empty(): State {
  const attestations = new SimulatedAttestations()
  return { wallets: new Map(), sessions: new Set(), nonces: new Set(), seeded: 0, vectorAt: null, attestations }
}

function copyOf({ attestations, ...rest }: State): State {
  return { ...structuredClone(rest), attestations: attestations.copy() }
}

function summary(at: string): BackupSummary {
  const name = 'backup_2026-11-23_00-00-00.sql.gz'
  const unknown = { problem: null, sha256: null, schemaVersion: null, tables: null, rows: null, verified: null }
  const format = { engine: 'logical', compression: 'gzip', encrypted: false } as const
  return { name, state: 'complete', at, sizeBytes: 1, ...format, ...unknown }
}
