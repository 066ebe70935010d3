import { type Clock, sleep } from '@aura-sign/core'
import { type BackgroundWriters, startWriters, statementNumber } from './background-writers.ts'
import type { DrillClient, DrillStack, DrillWallet } from './drill-ports.ts'
import type { DrillReport } from './drill-report.ts'
import { findLostWrites, type RecoveredWallets } from './find-lost-writes.ts'
import { type DrillFindings, judgeDrill } from './judge-drill.ts'
import { measureRpo } from './measure-rpo.ts'
import { type StepObserver, StepRecorder } from './step-recorder.ts'
import type { WriteLedger } from './write-ledger.ts'

export interface DatabaseDrillOptions {
  stack: DrillStack
  client: DrillClient
  /** Kept where the drill destroys nothing. */
  ledger: WriteLedger
  clock: Clock
  identities: number
  seed: string
  /** Between two writes of one client; default 100. */
  writePauseMs?: number
  /** How long a part of the service may take to come back before the drill gives up; default 60,000. */
  pollTimeoutMs?: number
  /** Ends the drill; the report then says so. */
  signal: AbortSignal
  observer?: StepObserver & { onSeeded?: (done: number) => void }
}

const writerCount = 4
const writesBeforeBackup = 3
const writesAfterBackup = 5
const pollMs = 50
const defaultPollTimeoutMs = 60_000

/**
 * Destroys the database of a disposable stack under load and recovers it from a backup, measuring time and loss.
 * Always resolves to a report: a step that fails is in it. The stack is left to the caller to close.
 */
export async function runDatabaseDrill(options: DatabaseDrillOptions): Promise<DrillReport> {
  const drill = new DatabaseDrill(options)
  await drill.run()
  return judgeDrill(drill.findings)
}

class DatabaseDrill {
  readonly findings: DrillFindings
  readonly #options: DatabaseDrillOptions
  readonly #recorder: StepRecorder
  readonly #writers: DrillWallet[]
  /** Signs up after the backup, so that its whole identity is lost and made again. */
  readonly #newcomer: DrillWallet
  #failedAtMs = 0

  constructor(options: DatabaseDrillOptions) {
    const { clock, signal, stack, seed, client } = options
    this.#options = options
    this.#recorder = new StepRecorder({ clock, signal, observer: options.observer ?? {} })
    this.#writers = Array.from({ length: writerCount }, () => client.newWallet())
    this.#newcomer = client.newWallet()
    this.findings = {
      scenario: 'database',
      stack: stack.kind,
      seed,
      startedAt: clock.now().toISOString(),
      measured: { postgres: unmeasured(), vectors: unmeasured(), workers: unmeasured(), app: unmeasured() },
      clocks: { signInSeconds: null, correctSearchSeconds: null, indexOnlineSeconds: null },
      lost: [],
      snapshotAt: null,
      checks: this.#recorder.checks,
      steps: this.#recorder.steps,
    }
  }

  async run(): Promise<void> {
    try {
      await this.#runSteps()
      this.#recorder.check('the drill ran to its end', true, `${this.findings.steps.length} steps`)
    } catch (error) {
      const last = this.findings.steps.at(-1)?.id ?? 'start'
      const reason = error instanceof Error ? error.message : String(error)
      this.#recorder.check('the drill ran to its end', false, `${last}: ${reason}`)
    }
  }

  async #runSteps(): Promise<void> {
    const recorder = this.#recorder
    const { stack, identities } = this.#options
    const before = await recorder.step('start', () => stack.start())
    await recorder.step('seed', () => stack.seed(identities, (done) => this.#options.observer?.onSeeded?.(done)))
    const trusted = await recorder.step('sign in', () => this.#signInAll())
    const writers = startWriters(this.#writers, this.#options)
    try {
      await recorder.step('write', () => writers.acknowledged(writesBeforeBackup))
      const backup = await recorder.step('backup', () => stack.backup())
      this.findings.snapshotAt = backup.at
      const newcomerId = await recorder.step('write more', () => this.#writeMore(writers))
      const known = await recorder.step('read heartbeats', () => this.#awaitHeartbeatAfter(backup.at))
      await recorder.step('kill', () => this.#kill())
      await writers.stop()
      await recorder.step('destroy database', () => stack.destroyDatabase())
      await recorder.step('find old writers', () => this.#assertNoOldWriter())
      await recorder.step('restore', () => this.#restore())
      const after = await recorder.step('start again', () => stack.start())
      this.#measure('postgres')
      this.#checkNewCluster(before.systemIdentifier, after.systemIdentifier)
      await this.#awaitService()
      await recorder.step('end of trust', () => this.#checkTrust(trusted))
      const recovered = await recorder.step('compare', () => this.#readBack(newcomerId))
      await this.#measureLoss({ known, recovered, backup: backup.name })
    } finally {
      await writers.stop()
    }
  }

  /** Signs the writers in and keeps one signed message unsent: its nonce goes into the backup. */
  async #signInAll(): Promise<() => Promise<boolean>> {
    const { client, ledger, clock } = this.#options
    for (const wallet of this.#writers) {
      await wallet.signIn()
      ledger.add({ kind: 'identity', wallet: wallet.address, number: 0, acknowledgedAt: clock.now().toISOString() })
    }
    const first = this.#firstWriter()
    const search = await client.checkSearch(first)
    // If it were wrong now, its being wrong later would say nothing about the recovery.
    this.#recorder.check('searches were correct before the failure', search.ok, search.detail)
    return await first.prepareSignIn()
  }

  async #writeMore(writers: BackgroundWriters): Promise<string> {
    const { ledger, clock } = this.#options
    const userId = await this.#newcomer.signIn()
    const acknowledgedAt = clock.now().toISOString()
    ledger.add({ kind: 'identity', wallet: this.#newcomer.address, number: 0, acknowledgedAt })
    await writers.acknowledged(writesAfterBackup)
    if (!(await this.#firstWriter().isSignedIn())) throw new Error('the session did not work before the failure')
    return userId
  }

  /** What was lost is measured by heartbeats younger than the backup. */
  async #awaitHeartbeatAfter(at: string): Promise<string> {
    return await this.#until(async () => {
      const newest = await this.#options.stack.newestKnownHeartbeat()
      return newest !== null && Date.parse(newest) > Date.parse(at) ? newest : null
    })
  }

  async #kill(): Promise<void> {
    this.#failedAtMs = this.#options.clock.monotonicMs()
    await this.#options.stack.kill()
  }

  /** A writer that is still alive would go on acknowledging what the restored database never gets. */
  async #assertNoOldWriter(): Promise<void> {
    const found = await this.#options.stack.findOldWriters()
    this.#recorder.check('no old writer was left before the restore', found.length === 0, found.join('; ') || 'none')
    if (found.length > 0) throw new Error(found.join('; '))
  }

  async #restore(): Promise<void> {
    const { checks, trust } = await this.#options.stack.restore()
    for (const check of checks) this.#recorder.check(`restored ${check.name}`, check.ok, check.detail)
    const ended = trust && `${trust.sessionsEnded} sessions ended, ${trust.noncesBurnt} nonces burnt`
    const compared = checks.length > 0 && ended !== null
    this.#recorder.check('the restore compared and ended trust', compared, ended ?? 'it did not')
  }

  #checkNewCluster(before: string, after: string): void {
    this.#recorder.check('the recovered database is a new cluster', before !== after, `${before} is now ${after}`)
  }

  /** The three clocks, and that of the workers; each runs until its part works. */
  async #awaitService(): Promise<void> {
    const { clocks } = this.findings
    const { client, stack } = this.#options
    const visitor = client.newWallet()
    await this.#recorder.step('first sign-in', () => this.#until(() => visitor.signIn()))
    clocks.signInSeconds = this.#measure('app')
    const search = await this.#recorder.step('first correct search', () =>
      this.#until(async () => {
        const result = await client.checkSearch(visitor)
        return result.ok ? result : null
      }),
    )
    clocks.correctSearchSeconds = this.#elapsed()
    this.#recorder.check('searches are correct', search.ok, search.detail)
    await this.#recorder.step('index online', () => this.#until(async () => (await stack.isIndexOnline()) || null))
    clocks.indexOnlineSeconds = this.#measure('vectors')
    await this.#recorder.step('first worker job', () => client.finishTestJob())
    this.#measure('workers')
  }

  async #checkTrust(sendOldSignIn: () => Promise<boolean>): Promise<void> {
    const sessions = await Promise.all(this.#writers.map((wallet) => wallet.isSignedIn()))
    const alive = sessions.filter(Boolean).length
    this.#recorder.check('old sessions are refused', alive === 0, `${alive} of ${sessions.length} still work`)
    const accepted = await sendOldSignIn()
    this.#recorder.check('old nonces are burnt', !accepted, accepted ? 'a nonce from before still signs in' : 'refused')
  }

  /** What the service has of every wallet, as its user sees it. */
  async #readBack(newcomerId: string): Promise<RecoveredWallets> {
    const { stack, identities } = this.#options
    const seeded = await stack.countSeeded()
    this.#recorder.check('seeded identities are there', seeded === identities, `${seeded} of ${identities}`)
    const recovered = new Map<string, number | null>()
    const unembedded: string[] = []
    // Before anyone signs in again: that makes a lost identity anew.
    const wallets = [...this.#writers, this.#newcomer].map((wallet) => wallet.address)
    const existing = await stack.findIdentities(wallets)
    for (const address of wallets) recovered.set(address, existing.has(address) ? 0 : null)
    for (const wallet of this.#writers) {
      await wallet.signIn()
      const profile = await this.#until(async () => {
        const current = await wallet.readProfile()
        return current.isEmbedded || current.statement === null ? current : null
      }).catch(() => null)
      if (!profile) unembedded.push(wallet.address)
      const { statement } = profile ?? (await wallet.readProfile())
      if (existing.has(wallet.address)) recovered.set(wallet.address, statementNumber(statement))
    }
    const again = await this.#newcomer.signIn()
    this.#recorder.check('a lost identity gets the id it had', again === newcomerId, again)
    const caughtUp = unembedded.length === 0
    this.#recorder.check('workers catch up', caughtUp, caughtUp ? 'all statements embedded' : unembedded.join(', '))
    if (this.findings.measured.workers && caughtUp) this.findings.measured.workers.rpoSeconds = 0
    return recovered
  }

  async #measureLoss(options: { known: string; recovered: RecoveredWallets; backup: string }): Promise<void> {
    const { stack, ledger } = this.#options
    const { known, recovered } = options
    this.findings.lost = findLostWrites(ledger.entries, recovered)
    const heartbeats = { known, recovered: await stack.newestRecoveredHeartbeat(options.backup) }
    const rpo = measureRpo({ heartbeats, ledger: ledger.entries, recovered })
    const detail = `${rpo.heartbeatSeconds} s by heartbeats, ${rpo.ledgerSeconds} s by acknowledged writes`
    this.#recorder.check('the loss was measured by both markers', rpo.seconds !== null, detail)
    const { postgres, vectors, app } = this.findings.measured
    if (postgres) postgres.rpoSeconds = rpo.seconds
    // Vectors came back with the rows they belong to.
    if (vectors) vectors.rpoSeconds = rpo.seconds
    // The site keeps nothing that is not in the database.
    if (app) app.rpoSeconds = 0
  }

  #measure(component: 'postgres' | 'app' | 'vectors' | 'workers'): number {
    const seconds = this.#elapsed()
    const measured = this.findings.measured[component]
    if (measured) measured.rtoSeconds = seconds
    return seconds
  }

  #elapsed(): number {
    return (this.#options.clock.monotonicMs() - this.#failedAtMs) / 1000
  }

  #firstWriter(): DrillWallet {
    const [first] = this.#writers
    if (!first) throw new Error('the drill has no writers')
    return first
  }

  /** Looks until there is something; an error on the way only counts when it is the last. */
  async #until<T>(look: () => Promise<T | null>): Promise<T> {
    const { clock, signal, pollTimeoutMs = defaultPollTimeoutMs } = this.#options
    const startedMs = clock.monotonicMs()
    let cause: unknown
    while (clock.monotonicMs() - startedMs < pollTimeoutMs && !signal.aborted) {
      const found = await look().catch((error: unknown) => {
        cause = error
        return null
      })
      if (found !== null) return found
      await sleep(pollMs, signal)
    }
    const reason = cause instanceof Error ? `: ${cause.message}` : ''
    throw new Error(`it did not happen within ${pollTimeoutMs / 1000} s${reason}`, { cause })
  }
}

function unmeasured() {
  return { rtoSeconds: null, rpoSeconds: null }
}
