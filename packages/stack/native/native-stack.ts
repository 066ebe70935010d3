import type { ServiceName } from './service.ts'

/** State of one service, as `stack ps` shows it. */
export interface ServiceState {
  readonly name: ServiceName
  /** `exited`: it ran and ended by itself; `completed`: a one-off that succeeded; `unavailable`: cannot run here. */
  readonly state: 'running' | 'stopped' | 'exited' | 'completed' | 'unavailable'
  readonly health: 'healthy' | 'unhealthy' | null
  /** Why it is not healthy or not available. */
  readonly detail: string | null
  /** Its processes that run, the first one first. */
  readonly pids: readonly number[]
  readonly port: number | null
  readonly memoryBytes: number | null
  readonly startedAt: string | null
}

export type StackEvent =
  | {
      type: 'recreating' | 'starting' | 'healthy' | 'stopping' | 'stopped' | 'completed'
      service: ServiceName
      seconds?: number
    }
  | { type: 'unavailable'; service: ServiceName; reason: string }
  | { type: 'note'; message: string }

/** A stack of services on this machine. Names default to all of them; an unknown one is the caller's mistake. */
export interface NativeStack {
  readonly directory: string
  /**
   * Makes and starts what is not running, with what it depends on, in order; what runs with other settings than these is
   * started anew and keeps its data. Resolves when all are healthy. Throws `service_data_lost` where data that were made before are
   * gone, unless `newData` asks for new, empty ones for the services named.
   */
  up(names?: readonly ServiceName[], options?: { newData?: boolean }): Promise<void>
  /** Starts what has been made before. */
  start(names?: readonly ServiceName[]): Promise<void>
  stop(names?: readonly ServiceName[]): Promise<void>
  restart(names?: readonly ServiceName[]): Promise<void>
  /**
   * Default SIGKILL, as docker compose's: ends everything that the services started, and resolves when it is gone. Any other
   * signal goes to the main processes, and nothing is waited for.
   */
  kill(names: readonly ServiceName[], options?: { signal?: NodeJS.Signals }): Promise<void>
  /** Stops everything; with `removeData` deletes the stack's directory too. */
  down(options?: { removeData?: boolean }): Promise<void>
  ps(names?: readonly ServiceName[]): Promise<readonly ServiceState[]>
}
