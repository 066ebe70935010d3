import { existsSync, realpathSync } from 'node:fs'
import { AuraError, type Environment } from '@aura-sign/core'
import { assertDiskSpace } from './directory/assert-disk-space.ts'
import { assertDataKept, forgetLostData, markData } from './directory/data-mark.ts'
import { sharedDataRoot } from './directory/make-stack-directory.ts'
import { removeStackDirectory } from './directory/remove-stack-directory.ts'
import { readServiceRecord } from './directory/service-record.ts'
import { stackLayout } from './directory/stack-layout.ts'
import { trimLogs } from './directory/trim-logs.ts'
import { endStackProcesses } from './end-stack-processes.ts'
import { killService } from './kill-service.ts'
import { lockStack } from './lock-stack.ts'
import { contextOf } from './made-stack.ts'
import { makeStack, readMadeStack, type StackSettings } from './make-stack.ts'
import type { NativeStack, StackEvent } from './native-stack.ts'
import { parseStackPorts } from './ports/stack-ports-config.ts'
import { releasePortBlocks } from './ports/take-port-block.ts'
import { selectServices } from './select-services.ts'
import type { Service, ServiceName } from './service.ts'
import { serviceState, stateNotMade } from './service-state.ts'
import { startServices } from './start-services.ts'
import { stopChanged } from './stop-changed.ts'
import { stopServices } from './stop-services.ts'

export interface NativeStackOptions {
  /** Where people find the stack: `.aura/native`. May become a link to where its data is. */
  readonly directory: string
  readonly projectDirectory: string
  readonly services: readonly Service[]
  /** PATH and HOME for the processes, the variables of ports.ts, AURA_SERVICE_USER. */
  readonly environment: Environment
  /** Free ports in place of the usual ones, and of those that are taken; the stack keeps what it got. */
  readonly freePorts?: boolean
  /** Less free disk than this refuses to start; default 1 GiB. */
  readonly diskFreeBytesMin?: number
  /** Where the data goes when the services' user cannot reach `directory`. */
  readonly dataRoot?: string
  /** How long to wait for another command that changes the stack; default 2 min. */
  readonly lockTimeoutMs?: number
  readonly onEvent?: (event: StackEvent) => void
}

const diskFreeBytesMinDefault = 1024 ** 3
const lockTimeoutMsDefault = 2 * 60_000

/**
 * The native stack of a directory; nothing is made or started yet, only logs that have grown too large are trimmed. Throws
 * `config_invalid`.
 */
export async function openNativeStack(options: NativeStackOptions): Promise<NativeStack> {
  const { directory, services, environment, onEvent = () => undefined } = options
  const settings: StackSettings = {
    ...{ directory, services, environment, onEvent },
    projectDirectory: options.projectDirectory,
    wantedPorts: parseStackPorts(environment),
    freePorts: options.freePorts === true,
    diskFreeBytesMin: options.diskFreeBytesMin ?? diskFreeBytesMinDefault,
    dataRoot: options.dataRoot ?? sharedDataRoot,
  }
  trimLogs(stackLayout(directory).logs)
  const isThere = () => existsSync(directory)
  const realDirectory = () => realpathSync(directory)
  const isMade = ({ name }: Service) => isThere() && readServiceRecord(realDirectory(), name) !== null
  const select = (names?: readonly ServiceName[]) => selectServices(services, { names, dependencies: false })
  const lock = () =>
    lockStack(directory, {
      timeoutMs: options.lockTimeoutMs ?? lockTimeoutMsDefault,
      onNote: (message) => onEvent({ type: 'note', message }),
    })

  async function start(
    selected: readonly Service[],
    options: { required: readonly ServiceName[] | undefined; recreate: boolean; newData?: boolean },
  ): Promise<void> {
    const { required = [], recreate, newData = false } = options
    const { stack, available } = await makeStack(settings, { selected, required, moveRunning: recreate })
    if (newData) for (const name of required) forgetLostData(stack.directory, name)
    // Before anything is started: without its data a service is made as new, and all would look well.
    for (const service of available) {
      assertDataKept(stack.directory, service.name)
      markData(stack.directory, service.name, { files: service.dataFiles?.(contextOf(stack, service)) ?? [] })
    }
    const isAffected = (service: Service) =>
      available.includes(service) || (service.watches === true && !selected.includes(service))
    const changed = recreate ? await stopChanged(stack, services.filter(isAffected)) : []
    await startServices(stack, [...new Set([...available, ...changed])])
  }

  /** Those that were asked for by name, else all that were made; throws when there is nothing to start. */
  function madeOf(names?: readonly ServiceName[]): readonly Service[] {
    const selected = names?.length ? select(names) : services.filter(isMade)
    const absent = selected.length === 0 ? services[0] : selected.find((service) => !isMade(service))
    if (absent) throw new AuraError('native_service_not_made', { service: absent.name })
    return selected
  }

  return {
    directory,
    async up(names, { newData = false } = {}) {
      using _lock = await lock()
      const selected = selectServices(services, { names, dependencies: true })
      await start(selected, { required: names, recreate: true, newData })
    },
    async start(names) {
      using _lock = await lock()
      await start(madeOf(names), { required: names, recreate: false })
    },
    async stop(names) {
      if (!isThere()) return
      using _lock = await lock()
      await stopServices(realDirectory(), select(names), { onEvent })
    },
    async restart(names) {
      using _lock = await lock()
      const made = madeOf(names)
      // Else it would stop what it could not start any more.
      assertDiskSpace(realDirectory(), { freeBytesMin: settings.diskFreeBytesMin })
      await stopServices(realDirectory(), made, { onEvent })
      await start(made, { required: names, recreate: false })
    },
    async kill(names, { signal = 'SIGKILL' } = {}) {
      if (!isThere()) return
      const real = realDirectory()
      await Promise.all(select(names).map(({ name }) => killService(real, name, { signal })))
    },
    async down({ removeData = false } = {}) {
      using _lock = await lock()
      if (isThere()) {
        const real = realDirectory()
        await stopServices(real, services, { onEvent })
        await endStackProcesses(real)
        if (removeData) releasePortBlocks(real)
      }
      if (removeData) removeStackDirectory(directory)
    },
    async ps(names) {
      const stack = readMadeStack(settings)
      if (stack === null) return select(names).map(stateNotMade)
      return await Promise.all(select(names).map((service) => serviceState(stack, service)))
    },
  }
}
