import { AuraError, sha256Hex, within } from '@aura-sign/core'
import { markData } from './directory/data-mark.ts'
import { makeServiceDirectory } from './directory/make-stack-directory.ts'
import { readServiceRecord, type ServiceRecord, writeServiceRecord } from './directory/service-record.ts'
import { fingerprintService } from './fingerprint-service.ts'
import { logTail } from './log-tail.ts'
import { contextOf, type MadeStack } from './made-stack.ts'
import type { NativeSecrets } from './native-secrets.ts'
import { markerOf, markerVariable } from './process/process-marker.ts'
import { type ProcessEnd, type ProcessRecord, type SpawnedProcess, spawnProcess } from './process/spawn-process.ts'
import { endLeftovers, isAlive, stopProcess } from './process/stop-process.ts'
import type { Service, ServiceContext, ServiceProcess } from './service.ts'
import { writeServiceFile } from './services/write-service-file.ts'
import { stopSurvivors } from './stop-survivors.ts'
import { waitUntilHealthy } from './wait-until-healthy.ts'
import { waitUntilSettled } from './wait-until-settled.ts'

const stopTimeoutMsDefault = 15_000
const logLinesMax = 20

/** Whether all its processes run, as far as its record tells. */
export function isRunning({ directory }: Pick<MadeStack, 'directory'>, service: Service): boolean {
  const record = readServiceRecord(directory, service.name)
  return record?.wanted === 'running' && record.processes.length > 0 && record.processes.every(isAlive)
}

/** Whether any of its processes runs: what it listens on is its own. */
export function hasSurvivor({ directory }: Pick<MadeStack, 'directory'>, service: Service): boolean {
  const record = readServiceRecord(directory, service.name)
  return record?.wanted === 'running' && record.processes.some(isAlive)
}

/** Whether something of the service has to be started, or was not seen to be well yet. */
export function needsStart(stack: MadeStack, service: Service): boolean {
  if (!isRunning(stack, service)) return true
  const record = readServiceRecord(stack.directory, service.name)
  return record?.settled !== true || hasOtherSecrets(stack, record)
}

/** Whether it was settled with other secrets than the stack has now. */
function hasOtherSecrets({ secrets }: MadeStack, record: ServiceRecord): boolean {
  return record.secrets !== undefined && record.secrets !== digestOf(secrets)
}

function digestOf(secrets: NativeSecrets): string {
  return sha256Hex(JSON.stringify(secrets))
}

/** Makes the data and configuration of a service that has to be started. Throws what it throws, else `service_setup_failed`. */
export async function prepareService(stack: MadeStack, service: Service): Promise<void> {
  const context = contextOf(stack, service)
  const { directory } = context
  try {
    makeServiceDirectory(directory, stack.user)
    await service.prepare(context)
    for (const { path, text } of (await service.files?.(context)) ?? []) await writeServiceFile(path, text, stack.user)
    markData(stack.directory, service.name, { files: service.dataFiles?.(context) ?? [] })
  } catch (cause) {
    if (cause instanceof AuraError) throw cause
    const detail = cause instanceof Error ? cause.message : String(cause)
    throw new AuraError('service_setup_failed', { service: service.name, detail, directory }, { cause })
  }
}

/** Starts what does not run of a prepared service; resolves when it is healthy and settled. Throws `native_service_failed`. */
export async function startService(stack: MadeStack, service: Service, signal: AbortSignal): Promise<void> {
  const startedMs = performance.now()
  if (needsStart(stack, service)) stack.onEvent({ type: 'starting', service: service.name })
  const start = new ServiceStart(stack, service)
  try {
    await (service.oneOff ? start.runToEnd() : runUntilSettled(stack, { service, start, signal }))
  } catch (cause) {
    const failure = cause instanceof AuraError ? cause : start.failure(textOf(cause), { cause })
    if (!service.dispensable || signal.aborted) throw failure
    const reason = `${failure.message}; ${failure.hint}`
    return stack.onEvent({ type: 'unavailable', service: service.name, reason })
  }
  // Some make their data only when they run.
  markData(stack.directory, service.name, { files: service.dataFiles?.(contextOf(stack, service)) ?? [] })
  const type = service.oneOff ? 'completed' : 'healthy'
  stack.onEvent({ type, service: service.name, seconds: (performance.now() - startedMs) / 1000 })
}

async function runUntilSettled(
  stack: MadeStack,
  options: { service: Service; start: ServiceStart; signal: AbortSignal },
): Promise<void> {
  const { service, start, signal } = options
  await start.spawnMissing()
  let outcome = await start.waitUntilHealthy(signal)
  if (!outcome.ok && start.lostKept() && !signal.aborted) {
    // It was being killed when it was taken for running.
    await stopSurvivors(stack.directory, service.name)
    await start.spawnMissing()
    outcome = await start.waitUntilHealthy(signal)
  }
  if (!outcome.ok) throw start.failure(outcome.reason)
  await start.settle(signal)
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message || cause.name : String(cause)
}

class ServiceStart {
  readonly #stack: MadeStack
  readonly #service: Service
  readonly #context: ServiceContext
  #record: ServiceRecord
  readonly #ends = new Map<string, Promise<ProcessEnd>>()
  readonly #logOffsets = new Map<string, number>()
  #spawnedAny = false

  constructor(stack: MadeStack, service: Service) {
    this.#stack = stack
    this.#service = service
    this.#context = contextOf(stack, service)
    const known = readServiceRecord(stack.directory, service.name)
    this.#record = {
      wanted: 'running',
      settled: known?.settled === true,
      processes: known?.processes ?? [],
      ...(known?.fingerprint !== undefined && { fingerprint: known.fingerprint }),
      ...(known?.secrets !== undefined && { secrets: known.secrets }),
    }
  }

  async spawnMissing(): Promise<void> {
    for (const wanted of await this.#service.processes(this.#context)) {
      const known = this.#record.processes.find(({ name }) => name === wanted.name)
      if (known && isAlive(known)) continue
      await wanted.before?.()
      await this.#spawn(wanted)
    }
    if (!this.#spawnedAny) return
    // Only now: what runs before a process may change settings, as when Ceph's monitor moves to another port.
    this.#write({ ...this.#record, fingerprint: await fingerprintService(this.#service, this.#context) })
  }

  async #spawn(wanted: ServiceProcess): Promise<SpawnedProcess> {
    const { name } = wanted
    const { directory, layout, user } = this.#stack
    const marker = markerOf(directory, name)
    await endLeftovers(marker, name)
    const runsAs = wanted.runsAs === 'stack' ? user : null
    const spawned = await spawnProcess({
      name,
      program: wanted.program,
      words: wanted.words,
      environment: { ...this.#baseEnvironment(runsAs !== null), ...wanted.environment, [markerVariable]: marker },
      workingDirectory: wanted.workingDirectory,
      user: runsAs,
      stopSignal: wanted.stopSignal ?? 'SIGTERM',
      stopTimeoutMs: wanted.stopTimeoutMs ?? stopTimeoutMsDefault,
      logFile: layout.logFile(this.#service.name, name),
      record: (process) => this.#remember(process),
    })
    this.#spawnedAny = true
    this.#logOffsets.set(name, spawned.logOffset)
    this.#ends.set(name, spawned.ended)
    return spawned
  }

  #baseEnvironment(isOther: boolean): Record<string, string> {
    const { PATH = '', HOME = '' } = this.#stack.environment
    return { PATH, HOME: isOther ? this.#context.directory : HOME, LC_ALL: 'C.UTF-8', TZ: 'UTC' }
  }

  #remember(process: ProcessRecord): void {
    const others = this.#record.processes.filter(({ name }) => name !== process.name)
    this.#write({ wanted: 'running', settled: false, processes: [...others, process] })
  }

  #write(record: ServiceRecord): void {
    this.#record = record
    writeServiceRecord(this.#stack.directory, this.#service.name, record)
  }

  waitUntilHealthy(signal: AbortSignal) {
    return waitUntilHealthy({
      check: () => this.#service.check(this.#context),
      ended: () => this.#firstEnd(),
      timeoutMs: this.#service.startTimeoutMs,
      signal,
    })
  }

  async #firstEnd(): Promise<ProcessEnd | null> {
    const dead = this.#record.processes.find((process) => !isAlive(process))
    if (!dead) return null
    // Of a child of ours that is dead, the news is on its way.
    const text = (await this.#ends.get(dead.name))?.text ?? 'it ended'
    return { ok: false, text: this.#record.processes.length > 1 ? `of ${dead.name}, ${text}` : text }
  }

  /** Whether a process has ended that was running before. */
  lostKept(): boolean {
    return this.#record.processes.some((process) => !this.#logOffsets.has(process.name) && !isAlive(process))
  }

  async settle(signal: AbortSignal): Promise<void> {
    if (this.#record.settled && !this.#spawnedAny && !hasOtherSecrets(this.#stack, this.#record)) return
    const outcome = await waitUntilSettled({
      settle: async () => await this.#service.settle?.(this.#context),
      ended: () => this.#firstEnd(),
      timeoutMs: this.#service.startTimeoutMs,
      signal,
    })
    if (!outcome.ok) throw this.failure(outcome.reason)
    this.#write({ ...this.#record, settled: true, secrets: digestOf(this.#stack.secrets) })
  }

  async runToEnd(): Promise<void> {
    for (const wanted of await this.#service.processes(this.#context)) {
      const known = this.#record.processes.find(({ name }) => name === wanted.name)
      if (known) await stopProcess(known, { marker: markerOf(this.#stack.directory, wanted.name) })
      await wanted.before?.()
      const { record, ended } = await this.#spawn(wanted)
      const end = await within(ended, this.#service.startTimeoutMs).catch(async (error: Error) => {
        // Nobody waits for it any more: what it did later would surprise whoever tries again.
        await stopProcess(record, { marker: markerOf(this.#stack.directory, wanted.name) })
        throw this.failure(`it did not end: ${error.message}`)
      })
      if (!end.ok) throw this.failure(end.text)
    }
    await this.#service.settle?.(this.#context)
    this.#write({ wanted: 'running', settled: true, completedAt: new Date().toISOString(), processes: [] })
  }

  /** What went wrong, with the end of the log of the process at fault, else of the first that was started. */
  failure(reason: string, options: { cause?: unknown } = {}): AuraError {
    const { layout } = this.#stack
    const dead = this.#record.processes.find((process) => !isAlive(process))
    const name = dead?.name ?? this.#record.processes[0]?.name ?? this.#service.name
    const log = layout.logFile(this.#service.name, name)
    const fromOffset = this.#logOffsets.get(name) ?? 0
    const lines = logTail(log, { linesMax: logLinesMax, fromOffset })
    const tail = lines === '' ? '(it wrote nothing)' : `\n${lines.replaceAll(/^/gm, '    ')}`
    return new AuraError('native_service_failed', { service: this.#service.name, reason, log, tail }, options)
  }
}
