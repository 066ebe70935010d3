import { Worker } from 'node:worker_threads'
import { AuraError } from '@aura-sign/core'
import type { DatabaseSnapshot } from './embedded-database.ts'
import { limits } from './limits.ts'
import type { DatabaseWorkerData, WorkerCommand, WorkerFailure, WorkerReply } from './worker-protocol.ts'

/** The main thread's end of the worker that runs Postgres. */
export class DatabaseWorker {
  readonly failure: Promise<AuraError>
  port = 0
  readonly #worker: Worker
  readonly #data: DatabaseWorkerData
  readonly #pending = new Map<number, PromiseWithResolvers<unknown>>()
  readonly #failure = Promise.withResolvers<AuraError>()
  readonly #ready = Promise.withResolvers<void>()
  #requests = 0
  #failed: AuraError | undefined
  #closing: Promise<void> | undefined

  private constructor(data: DatabaseWorkerData) {
    this.#data = data
    this.failure = this.#failure.promise
    // Postgres's own limit on recursion (max_stack_depth) has to be met before V8's, whose error would end Postgres.
    this.#worker = new Worker(new URL('./database-worker.ts', import.meta.url), {
      workerData: data,
      resourceLimits: { stackSizeMb: 64 },
    })
    this.#worker.on('message', (reply: WorkerReply) => this.#receive(reply))
    this.#worker.on('error', (cause) => this.#fail(this.#failedError(String(cause), cause)))
    this.#worker.on('exit', () => this.#fail(this.#failedError('its thread ended')))
  }

  static async start(data: DatabaseWorkerData): Promise<DatabaseWorker> {
    const worker = new DatabaseWorker(data)
    const timer = setTimeout(() => {
      worker.#fail(corrupt(data, `it did not open within ${limits.openMs / 1000} seconds`))
    }, limits.openMs)
    try {
      await worker.#ready.promise
      return worker
    } catch (error) {
      await worker.#worker.terminate()
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  async snapshot<T>(use: (snapshot: DatabaseSnapshot) => Promise<T>): Promise<T> {
    const { id: snapshot, answer } = this.#send({ type: 'begin' })
    await answer
    const request = (command: WorkerCommand): Promise<unknown> => this.#send(command).answer
    try {
      return await use({
        query: async (sql) => (await request({ type: 'query', snapshot, sql })) as Record<string, unknown>[],
        dump: async function* () {
          const dump = (await request({ type: 'dump', snapshot })) as Uint8Array
          for (let at = 0; at < dump.length; at += chunkBytes) yield dump.subarray(at, at + chunkBytes)
        },
      })
    } finally {
      if (!this.#failed) await request({ type: 'end', snapshot })
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    const timer = setTimeout(() => void this.#worker.terminate(), limits.drainMs + limits.shutdownMs)
    try {
      // If Postgres does not shut down in time, ending its thread loses nothing: kill -9 does not either.
      if (!this.#failed) await this.#send({ type: 'close' }).answer.catch(() => undefined)
    } finally {
      clearTimeout(timer)
      await this.#worker.terminate()
    }
  }

  #send(command: WorkerCommand): { id: number; answer: Promise<unknown> } {
    const id = ++this.#requests
    if (this.#failed) return { id, answer: Promise.reject(this.#failed) }
    const pending = Promise.withResolvers<unknown>()
    this.#pending.set(id, pending)
    this.#worker.postMessage({ ...command, id })
    return { id, answer: pending.promise }
  }

  #receive(reply: WorkerReply): void {
    if (reply.type === 'ready') {
      this.port = reply.port
      this.#ready.resolve()
    } else if (reply.type === 'failed') {
      this.#fail(errorOf(reply.failure, this.#data))
    } else {
      const pending = this.#pending.get(reply.id)
      this.#pending.delete(reply.id)
      if (reply.type === 'answer') pending?.resolve(reply.value)
      else pending?.reject(new Error(reply.message))
    }
  }

  #fail(error: AuraError): void {
    if (this.#failed) return
    this.#failed = error
    this.#ready.reject(error)
    for (const pending of this.#pending.values()) pending.reject(error)
    this.#pending.clear()
    if (!this.#closing) this.#failure.resolve(error)
    void this.#worker.terminate()
  }

  #failedError(detail: string, cause?: unknown): AuraError {
    return new AuraError('embedded_database_failed', { path: this.#data.directory, detail }, { cause })
  }
}

const chunkBytes = 64 * 1024

function errorOf(failure: WorkerFailure, data: DatabaseWorkerData): AuraError {
  switch (failure.code) {
    case 'port_in_use':
      return new AuraError('port_in_use', { port: data.port, service: 'postgres', variable: 'POSTGRES_PORT' })
    case 'data_directory_corrupt':
      return corrupt(data, failure.detail)
    case 'data_directory_unwritable':
      return new AuraError('data_directory_unwritable', { path: data.directory }, { cause: new Error(failure.detail) })
    default:
      return new AuraError('embedded_database_failed', { path: data.directory, detail: failure.detail })
  }
}

function corrupt(data: DatabaseWorkerData, detail: string): AuraError {
  return new AuraError('data_directory_corrupt', { path: data.directory, detail })
}
