import type { Clock } from '@aura-sign/core'
import type { DrillClient, DrillStack, DrillWallet } from './drill-ports.ts'
import type { DrillFindings } from './judge-drill.ts'
import type { Component } from './recovery-targets.ts'
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
const stepTimeoutMs = 120_000
// Inserting a vector into the index of the embedded stack takes some 10 ms, more as it grows and on slower machines.
const stepTimeoutPerIdentityMs = 50

/** What the steps of one database drill share. */
export class DrillContext {
  readonly options: DatabaseDrillOptions
  readonly recorder: StepRecorder
  readonly findings: DrillFindings
  /** Write from before the backup until the failure. */
  readonly writers: readonly [DrillWallet, ...DrillWallet[]]
  /** Signs up after the backup, so that its whole identity is lost and made again. */
  readonly newcomer: DrillWallet
  #failedAtMs = 0
  #failedAt = new Date(0)

  constructor(options: DatabaseDrillOptions) {
    const { clock, signal, stack, seed, client } = options
    this.options = options
    const timeoutMs = stepTimeoutMs + options.identities * stepTimeoutPerIdentityMs
    this.recorder = new StepRecorder({ clock, signal, observer: options.observer ?? {}, timeoutMs })
    this.writers = [client.newWallet(), ...Array.from({ length: writerCount - 1 }, () => client.newWallet())]
    this.newcomer = client.newWallet()
    this.findings = {
      scenario: 'database',
      stack: stack.kind,
      seed,
      startedAt: clock.now().toISOString(),
      // Redis is not part of the embedded stack, and the scenario does not touch objects.
      measured: { postgres: unmeasured(), vectors: unmeasured(), workers: unmeasured(), app: unmeasured() },
      clocks: { signInSeconds: null, correctSearchSeconds: null, indexOnlineSeconds: null },
      lost: null,
      attestations: null,
      snapshotAt: null,
      checks: this.recorder.checks,
      steps: this.recorder.steps,
    }
  }

  /** Starts the clocks. */
  failNow(): void {
    this.#failedAtMs = this.options.clock.monotonicMs()
    this.#failedAt = this.options.clock.now()
  }

  /** What carries an earlier time was there before the failure. */
  get failedAt(): Date {
    return this.#failedAt
  }

  secondsSinceFailure(): number {
    return (this.options.clock.monotonicMs() - this.#failedAtMs) / 1000
  }

  /** Notes that a component works again now. */
  recovered(component: Component): number {
    const seconds = this.secondsSinceFailure()
    const measured = this.findings.measured[component]
    if (measured) measured.rtoSeconds = seconds
    return seconds
  }

  lostSeconds(component: Component, seconds: number | null): void {
    const measured = this.findings.measured[component]
    if (measured) measured.rpoSeconds = seconds
  }
}

function unmeasured() {
  return { rtoSeconds: null, rpoSeconds: null }
}
