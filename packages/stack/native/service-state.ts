import { readServiceRecord } from './directory/service-record.ts'
import { contextOf, type MadeStack } from './made-stack.ts'
import type { ServiceState } from './native-stack.ts'
import { processMemory } from './process/process-memory.ts'
import { processTree, readProcessTable } from './process/process-table.ts'
import { isAlive } from './process/stop-process.ts'
import type { Service } from './service.ts'
import { look } from './wait-until-healthy.ts'

/** How a service is, with one look at its health. */
export async function serviceState(stack: MadeStack, service: Service): Promise<ServiceState> {
  const context = contextOf(stack, service)
  const record = readServiceRecord(stack.directory, service.name)
  const state: ServiceState = { ...stateNotMade(service), port: service.port ? stack.ports[service.port] : null }
  if (record === null) {
    const reason = (await service.missing?.(context)) ?? null
    return reason === null ? state : { ...state, state: 'unavailable', detail: reason }
  }
  if (record.completedAt !== undefined) return { ...state, state: 'completed', detail: `at ${record.completedAt}` }
  if (record.wanted === 'stopped') return state
  const alive = record.processes.filter(isAlive)
  const pids = alive.map(({ pid }) => pid)
  const table = readProcessTable()
  const tree = new Set(pids.flatMap((pid) => processTree(pid, table).map((entry) => entry.pid)))
  const dead = record.processes.filter((process) => !alive.includes(process)).map(({ name }) => name)
  const running = { ...state, pids, memoryBytes: processMemory([...tree]), startedAt: alive[0]?.startedAt ?? null }
  if (dead.length > 0 || alive.length === 0) {
    return { ...running, state: 'exited', detail: `${dead.join(', ') || 'it'} ended` }
  }
  if (service.oneOff) return { ...running, state: 'running' }
  const reason = await look(() => service.check(context))
  return { ...running, state: 'running', health: reason === null ? 'healthy' : 'unhealthy', detail: reason }
}

/** A service of which nothing has been made. */
export function stateNotMade(service: Service): ServiceState {
  return {
    name: service.name,
    state: 'stopped',
    health: null,
    detail: null,
    pids: [],
    port: null,
    memoryBytes: null,
    startedAt: null,
  }
}
