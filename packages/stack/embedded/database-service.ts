import { dumpDatabase } from './dump-database.ts'
import type { Engine } from './engine.ts'
import type { Tenant } from './session/scheduler.ts'
import type { WireServer } from './wire-server.ts'
import type { WorkerReply, WorkerRequest } from './worker-protocol.ts'

/** Answers the main thread: snapshots, and closing. */
export class DatabaseService {
  readonly #engine: Engine
  readonly #server: WireServer
  readonly #post: (reply: WorkerReply, transfer?: ArrayBuffer[]) => void
  #snapshot: SnapshotTenant | undefined

  constructor(engine: Engine, server: WireServer, post: (reply: WorkerReply, transfer?: ArrayBuffer[]) => void) {
    this.#engine = engine
    this.#server = server
    this.#post = post
  }

  receive(request: WorkerRequest): void {
    this.#answer(request).catch((error: unknown) => {
      this.#post({ type: 'refusal', id: request.id, message: error instanceof Error ? error.message : String(error) })
    })
  }

  async #answer(request: WorkerRequest): Promise<void> {
    switch (request.type) {
      case 'begin':
        await this.#begin()
        return this.#reply(request.id)
      case 'query':
        return this.#reply(request.id, this.#server.shared.runAsServer(request.sql))
      case 'dump': {
        const dump = new Uint8Array(await dumpDatabase(this.#server.shared))
        return this.#post({ type: 'answer', id: request.id, value: dump }, [dump.buffer])
      }
      case 'end':
        this.#end()
        return this.#reply(request.id)
      case 'close':
        await this.#server.drain()
        await this.#engine.close()
        return this.#reply(request.id)
    }
  }

  async #begin(): Promise<void> {
    const { scheduler } = this.#server
    await new Promise<void>((resolve) => {
      this.#snapshot = new SnapshotTenant(resolve)
      scheduler.request(this.#snapshot)
    })
  }

  #end(): void {
    if (!this.#snapshot) return
    // Whatever the snapshot's queries left behind.
    this.#engine.query('ROLLBACK')
    this.#server.shared.discard()
    this.#server.scheduler.remove(this.#snapshot)
    this.#snapshot = undefined
  }

  #reply(id: number, value?: unknown): void {
    this.#post({ type: 'answer', id, value })
  }
}

/** Keeps the session until the snapshot ends. */
class SnapshotTenant implements Tenant {
  readonly #onTurn: () => void
  #started = false

  constructor(onTurn: () => void) {
    this.#onTurn = onTurn
  }

  ready(): boolean {
    return !this.#started
  }

  work(): 'keep' {
    this.#started = true
    this.#onTurn()
    return 'keep'
  }

  /** Never: the code of a snapshot is ours, and a dump takes the time it takes. */
  evict(): void {}

  inTransaction(): boolean {
    return true
  }
}
