import { hostname } from 'node:os'
import { AuraError, type Clock, type Logger, sleep } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'
import { type ScheduleStatus, type TaskStatus, writeScheduleStatus } from '@aura-sign/recovery'
import type { GuardianLease } from './guardian-lease.ts'
import type { ScheduledTask } from './scheduled-task.ts'
import { TaskTimer } from './task-timer.ts'

export interface SchedulerIntervals {
  /** Between two looks at what is due. */
  tickMs: number
  renewMs: number
  /** Between two times that the store is told, and that tasks are asked for their interval again. */
  statusMs: number
  backoffMs: number
  startJitterMs: number
}

export const schedulerIntervals: SchedulerIntervals = {
  tickMs: 1_000,
  renewMs: 5_000,
  statusMs: 60_000,
  backoffMs: 10_000,
  startJitterMs: 30_000,
}

export interface SchedulerOptions {
  lease: GuardianLease
  store: ObjectStore
  clock: Clock
  logger: Logger
  intervals?: SchedulerIntervals
  random?: () => number
}

export interface TaskCounts {
  succeeded: number
  failed: number
}

interface Entry {
  task: ScheduledTask
  timer: TaskTimer | null
  everyMs: number | null
  planned: boolean
  /** When planning is tried again, on the monotonic clock. */
  planMs: number
  running: Promise<void> | null
  lastSuccessAt: Date | null
  lastDurationMs: number | null
  lastFailure: TaskStatus['lastFailure']
  counts: TaskCounts
}

/** Runs tasks when they are due, for as long as this guardian holds the lease. */
export class Scheduler {
  readonly #entries: Entry[]
  readonly #options: SchedulerOptions
  readonly #intervals: SchedulerIntervals
  readonly #stopped = new AbortController()
  readonly #failing = new Set<string>()
  #leave = new AbortController()
  #renewAtMs = Number.NEGATIVE_INFINITY
  #statusAtMs = Number.NEGATIVE_INFINITY
  #publishing: Promise<void> | null = null
  #loop: Promise<void> = Promise.resolve()

  constructor(tasks: readonly ScheduledTask[], options: SchedulerOptions) {
    this.#options = options
    this.#intervals = options.intervals ?? schedulerIntervals
    this.#entries = tasks.map((task) => ({
      ...{ task, timer: null, everyMs: null, planned: false, planMs: Number.NEGATIVE_INFINITY, running: null },
      ...{ lastSuccessAt: null, lastDurationMs: null, lastFailure: null, counts: { succeeded: 0, failed: 0 } },
    }))
  }

  /** Whether this guardian is the one that runs the schedule. */
  get active(): boolean {
    return this.#options.lease.held
  }

  get counts(): ReadonlyMap<string, Readonly<TaskCounts>> {
    return new Map(this.#entries.map(({ task, counts }) => [task.name, counts]))
  }

  get tasks(): TaskStatus[] {
    return this.#entries.map((entry) => this.#describe(entry))
  }

  start(): void {
    this.#loop = this.#repeat()
  }

  /** Starts nothing more, asks what runs to end, and waits for it. */
  async stop(): Promise<void> {
    this.#stopped.abort()
    this.#leave.abort()
    await this.#loop
    await this.idle()
    if (this.active) await this.#options.lease.release().catch(() => undefined)
  }

  async #repeat(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      await this.turn()
      await sleep(this.#intervals.tickMs, this.#stopped.signal)
    }
  }

  /** Looks once at the lease and at what is due, and starts that. */
  async turn(): Promise<void> {
    await this.#keepLease()
    if (this.active) await this.#startDue()
    else this.#retire()
  }

  /** Resolves when nothing runs that was started before. */
  async idle(): Promise<void> {
    await Promise.all(this.#entries.map(({ running }) => running))
    await this.#publishing
  }

  async #keepLease(): Promise<void> {
    const { lease, clock } = this.#options
    if (clock.monotonicMs() < this.#renewAtMs) return
    const before = lease.held
    await this.#guard('the lease of the schedule cannot be renewed', async () => {
      await lease.keep()
      this.#renewAtMs = clock.monotonicMs() + this.#intervals.renewMs
    })
    if (!before && lease.held) {
      this.#leave = new AbortController()
      this.#options.logger.info('this guardian runs the schedule')
    }
  }

  /** Another guardian may act now: what this one knows of the store will be old when its turn comes again. */
  #retire(): void {
    this.#leave.abort()
    for (const entry of this.#entries) entry.planned = false
  }

  async #startDue(): Promise<void> {
    const { clock } = this.#options
    for (const entry of this.#entries) {
      if (!entry.planned && clock.monotonicMs() >= entry.planMs && !entry.running) await this.#plan(entry)
    }
    // What has waited longest comes first: one of a lane that is always due would keep the others from it.
    const due = this.#entries.filter(({ planned, timer }) => planned && timer?.isDue(clock.monotonicMs()))
    due.sort((a, b) => (a.timer?.dueMs ?? 0) - (b.timer?.dueMs ?? 0))
    for (const entry of due) if (!this.#isLaneBusy(entry)) this.#start(entry)
    if (clock.monotonicMs() < this.#statusAtMs) return
    this.#statusAtMs = clock.monotonicMs() + this.#intervals.statusMs
    for (const entry of this.#entries) if (!entry.running) await this.#askInterval(entry)
    this.#publish()
  }

  async #plan(entry: Entry): Promise<void> {
    const { clock, random = Math.random } = this.#options
    const { startJitterMs } = this.#intervals
    const backoffMs = entry.task.backoffMs ?? this.#intervals.backoffMs
    entry.planMs = clock.monotonicMs() + this.#intervals.backoffMs
    await this.#guard(`the schedule of ${entry.task.name} cannot be read from the store`, async () => {
      const [intervalMs, lastRunAt] = [await entry.task.everyMs(), await entry.task.lastRunAt()]
      const at = { now: clock.now(), monotonicMs: clock.monotonicMs() }
      entry.everyMs = intervalMs
      entry.lastSuccessAt = lastRunAt
      entry.timer =
        intervalMs === null ? null : new TaskTimer({ ...at, intervalMs, backoffMs, startJitterMs, random, lastRunAt })
      entry.planned = true
      this.#statusAtMs = Number.NEGATIVE_INFINITY
    })
  }

  /** WAL that is archived, or no longer is, changes how often a backup is wanted. */
  async #askInterval(entry: Entry): Promise<void> {
    await this.#guard(`how often ${entry.task.name} is wanted cannot be found out`, async () => {
      if (entry.planned && (await entry.task.everyMs()) !== entry.everyMs) entry.planned = false
    })
  }

  #isLaneBusy({ task }: Entry): boolean {
    return this.#entries.some((other) => other.running && other.task.lane === task.lane)
  }

  #start(entry: Entry): void {
    const signal = AbortSignal.any([this.#leave.signal, this.#stopped.signal])
    entry.running = this.#run(entry, signal).finally(() => {
      entry.running = null
      this.#statusAtMs = Number.NEGATIVE_INFINITY
    })
    this.#statusAtMs = Number.NEGATIVE_INFINITY
  }

  async #run(entry: Entry, signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.#options
    const startedMs = clock.monotonicMs()
    try {
      const outcome = await entry.task.run(signal)
      if (outcome === 'nothing') return entry.timer?.postpone(clock.monotonicMs())
      entry.timer?.succeeded(startedMs)
      entry.counts.succeeded += 1
      entry.lastSuccessAt = clock.now()
      entry.lastDurationMs = clock.monotonicMs() - startedMs
      entry.lastFailure = null
      await this.#hurryOthers(entry)
    } catch (error) {
      // What a stop has cut off is no failure.
      if (signal.aborted) return
      entry.timer?.failed(clock.monotonicMs())
      entry.counts.failed += 1
      const code = error instanceof AuraError ? error.code : 'internal_error'
      const message = error instanceof Error ? error.message : String(error)
      entry.lastFailure = { at: clock.now().toISOString(), code, message }
      logger.error({ err: error, task: entry.task.name }, 'a scheduled task failed')
    }
  }

  async #hurryOthers(done: Entry): Promise<void> {
    for (const entry of this.#entries) {
      if (entry === done || !entry.task.wantedEarly) continue
      await this.#guard(`whether ${entry.task.name} is wanted cannot be found out`, async () => {
        if (await entry.task.wantedEarly?.()) entry.timer?.hurry(this.#options.clock.monotonicMs())
      })
    }
  }

  /** A store that hangs must not hold up what is due. */
  #publish(): void {
    if (this.#publishing) return
    const { store, clock } = this.#options
    const status: ScheduleStatus = {
      ...{ format: 1, at: clock.now().toISOString(), host: hostname(), pid: process.pid },
      tasks: this.tasks,
    }
    this.#publishing = this.#guard('the state of the schedule does not reach the backup store', () =>
      writeScheduleStatus(store, status),
    ).finally(() => {
      this.#publishing = null
    })
  }

  #describe(entry: Entry): TaskStatus {
    const { clock } = this.#options
    const { task, timer, everyMs, running, lastSuccessAt, lastDurationMs, lastFailure, planned } = entry
    const dueInMs = planned && timer ? timer.dueInMs(clock.monotonicMs()) : null
    return {
      name: task.name,
      everySeconds: everyMs === null ? null : everyMs / 1_000,
      running: running !== null,
      nextRunAt: dueInMs === null || !this.active ? null : new Date(clock.now().getTime() + dueInMs).toISOString(),
      lastSuccessAt: lastSuccessAt?.toISOString() ?? null,
      lastDurationSeconds: lastDurationMs === null ? null : lastDurationMs / 1_000,
      lastFailure,
      failures: timer?.failures ?? 0,
    }
  }

  /** Logs the first of a row of failures, and their end. */
  async #guard(message: string, run: () => Promise<void>): Promise<void> {
    try {
      await run()
      if (this.#failing.delete(message)) this.#options.logger.info({ ended: message }, 'that is over')
    } catch (error) {
      if (!this.#failing.has(message)) this.#options.logger.error({ err: error }, message)
      this.#failing.add(message)
    }
  }
}
