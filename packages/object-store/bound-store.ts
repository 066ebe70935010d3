import { AuraError } from '@aura-sign/core'
import { type CallOptions, type DeleteFailure, listPageMax, type ObjectBody, type ObjectStore } from './object-store.ts'
import { isRepeatable, repeatableBody } from './repeatable-body.ts'

/** Longer than a slow disk or network pauses within one object, shorter than anybody waits for a dead one. */
export const storeSilenceMsMax = 120_000

/**
 * The same store, which gives up (`object_store_failed`) when nothing has moved for `silenceMs`: a network file system
 * that is gone answers never. A large object may take as long as it takes, as long as its bytes flow. What is given up
 * is aborted too, so that it holds no connection.
 */
export function boundStore(store: ObjectStore, options: { silenceMs?: number } = {}): ObjectStore {
  const silenceMs = options.silenceMs ?? storeSilenceMsMax
  const start = (call: CallOptions = {}) => new Silence(store.url, { silenceMs, call })
  const write = <T>(
    body: ObjectBody,
    call: CallOptions | undefined,
    put: (body: ObjectBody, bounds: CallOptions) => Promise<T>,
  ): Promise<T> => {
    const silence = start(call)
    return silence.during((bounds) => put(watchBody(body, silence), bounds))
  }
  return {
    url: store.url,
    put: (key, body, call) => write(body, call, (watched, bounds) => store.put(key, watched, { ...call, ...bounds })),
    putIfAbsent: (key, body, call) =>
      write(body, call, (watched, bounds) => store.putIfAbsent(key, watched, { ...call, ...bounds })),
    assertConditionKept: (call) => start(call).during((bounds) => store.assertConditionKept({ ...call, ...bounds })),
    assertEncrypted: (call) => start(call).during((bounds) => store.assertEncrypted({ ...call, ...bounds })),
    get: async (key, call) => {
      const silence = start(call)
      const found = await silence.during((bounds) => store.get(key, { ...call, ...bounds }))
      return found && { head: found.head, body: boundBody(found.body, silence) }
    },
    head: (key, call) => start(call).during((bounds) => store.head(key, { ...call, ...bounds })),
    list: (prefix, call) => start(call).during((bounds) => store.list(prefix, { ...call, ...bounds })),
    copy: (from, to, call) => start(call).during((bounds) => store.copy(from, to, { ...call, ...bounds })),
    delete: (key, call) => start(call).during((bounds) => store.delete(key, { ...call, ...bounds })),
    deleteMany: async (keys, call) => {
      const failures: DeleteFailure[] = []
      for (let from = 0; from < keys.length; from += listPageMax) {
        const page = keys.slice(from, from + listPageMax)
        failures.push(...(await start(call).during((bounds) => store.deleteMany(page, { ...call, ...bounds }))))
      }
      return failures
    },
    sweep: (call) => start(call).during((bounds) => store.sweep({ ...call, ...bounds })),
  }
}

function watchBody(body: ObjectBody, silence: Silence): ObjectBody {
  if (body instanceof Uint8Array) return body
  return isRepeatable(body) ? repeatableBody(() => silence.watch(body)) : silence.watch(body)
}

async function* boundBody(body: AsyncIterable<Uint8Array>, silence: Silence): AsyncGenerator<Uint8Array, void> {
  const chunks = body[Symbol.asyncIterator]()
  try {
    for (;;) {
      const { done, value } = await silence.during(() => chunks.next())
      if (done) return
      yield value
    }
  } finally {
    // Not awaited: it would wait for the read that does not end.
    chunks.return?.().catch(() => undefined)
  }
}

/** Rejects what runs in it, and aborts it, once nothing has moved for too long. */
class Silence {
  readonly #over = Promise.withResolvers<never>()
  readonly #controller = new AbortController()
  readonly #call: Required<CallOptions>
  readonly #url: string
  readonly #silenceMs: number
  #timer: NodeJS.Timeout | undefined

  constructor(url: string, options: { silenceMs: number; call: CallOptions }) {
    this.#url = url
    this.#silenceMs = options.silenceMs
    const { signal } = this.#controller
    const { call } = options
    this.#call = {
      signal: call.signal ? AbortSignal.any([signal, call.signal]) : signal,
      onProgress: () => {
        if (this.#timer) this.#restart()
        call.onProgress?.()
      },
    }
    this.#over.promise.catch(() => undefined)
  }

  async during<T>(run: (call: Required<CallOptions>) => Promise<T>): Promise<T> {
    this.#restart()
    try {
      return await Promise.race([run(this.#call), this.#over.promise])
    } finally {
      this.#stop()
    }
  }

  /** The clock stands while the source makes its next chunk: that is not the store's time. */
  async *watch(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    this.#stop()
    for await (const chunk of body) {
      this.#restart()
      yield chunk
      this.#stop()
    }
    this.#restart()
  }

  #stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #restart(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      const detail = `it has not answered for ${this.#silenceMs / 1000} s`
      const error = new AuraError('object_store_failed', { store: this.#url, detail })
      this.#over.reject(error)
      this.#controller.abort(error)
    }, this.#silenceMs)
  }
}
