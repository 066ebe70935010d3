import { dumpDatabase } from './dump-database.ts'
import type { Engine } from './engine.ts'
import type { Tenant } from './session/scheduler.ts'
import type { WireServer } from './wire-server.ts'
import type { WorkerReply, WorkerRequest } from './worker-protocol.ts'

type Post = (reply: WorkerReply, transfer?: ArrayBuffer[]) => void

/** Answers the main thread: snapshots, and closing. */
export class DatabaseService {
  readonly #engine: Engine
  readonly #server: WireServer
  readonly #post: Post
  readonly #snapshots = new Map<number, ExclusiveTenant>()

  constructor(engine: Engine, server: WireServer, post: Post) {
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
        this.#snapshots.set(request.id, await this.#exclusive())
        return this.#reply(request.id)
      case 'query':
        this.#require(request.snapshot)
        return this.#reply(request.id, this.#server.shared.runAsServer(request.sql))
      case 'dump': {
        this.#require(request.snapshot)
        const dump = new Uint8Array(await dumpDatabase(this.#server.shared))
        return this.#post({ type: 'answer', id: request.id, value: dump }, [dump.buffer])
      }
      case 'end':
        this.#end(request.snapshot)
        return this.#reply(request.id)
      case 'close':
        await this.#server.drain()
        // After the snapshots that still run.
        await this.#exclusive()
        await this.#engine.close()
        return this.#reply(request.id)
    }
  }

  async #exclusive(): Promise<ExclusiveTenant> {
    const turn = Promise.withResolvers<void>()
    const tenant = new ExclusiveTenant(turn.resolve)
    this.#server.scheduler.request(tenant)
    await turn.promise
    return tenant
  }

  #require(snapshot: number): ExclusiveTenant {
    const tenant = this.#snapshots.get(snapshot)
    if (!tenant) throw new Error('the snapshot has ended')
    return tenant
  }

  #end(snapshot: number): void {
    const tenant = this.#require(snapshot)
    this.#snapshots.delete(snapshot)
    try {
      // Whatever the snapshot's queries left behind.
      this.#engine.query('ROLLBACK')
      this.#server.shared.discard()
    } finally {
      this.#server.scheduler.remove(tenant)
    }
  }

  #reply(id: number, value?: unknown): void {
    this.#post({ type: 'answer', id, value })
  }
}

/** Keeps the session from its turn until it is removed from the scheduler. */
class ExclusiveTenant implements Tenant {
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

  /** Never: what runs in a snapshot is our own code, and a dump takes the time it takes. */
  evict(): void {}

  inTransaction(): boolean {
    return true
  }
}
