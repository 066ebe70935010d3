import { AuraError } from '@aura-sign/core'
import type { ObjectBody, ObjectStore, StoredObject } from './object-store.ts'

/** Longer than a slow disk or network pauses within one object, shorter than anybody waits for a dead one. */
export const storeSilenceMsMax = 120_000

/**
 * The same store, which gives up (`object_store_failed`) when nothing has moved for `silenceMs`: a network file system
 * that is gone answers never. A large object may take as long as it takes, as long as its bytes flow.
 */
export function boundStore(store: ObjectStore, options: { silenceMs?: number } = {}): ObjectStore {
  const silenceMs = options.silenceMs ?? storeSilenceMsMax
  const start = () => new Silence(store.url, silenceMs)
  const write = <T>(body: ObjectBody, put: (body: ObjectBody) => Promise<T>): Promise<T> => {
    const silence = start()
    return silence.during(() => put(body instanceof Uint8Array ? body : silence.watch(body)))
  }
  return {
    url: store.url,
    put: (key, body, options) => write(body, (watched) => store.put(key, watched, options)),
    putIfAbsent: (key, body, options) => write(body, (watched) => store.putIfAbsent(key, watched, options)),
    get: async (key, options) => {
      const found = await start().during(() => store.get(key, options))
      return found && { head: found.head, body: boundBody(found, start) }
    },
    head: (key) => start().during(() => store.head(key)),
    list: (prefix, options) => start().during(() => store.list(prefix, options)),
    delete: (key) => start().during(() => store.delete(key)),
  }
}

async function* boundBody({ body }: StoredObject, start: () => Silence): AsyncGenerator<Uint8Array, void> {
  const chunks = body[Symbol.asyncIterator]()
  try {
    for (;;) {
      const { done, value } = await start().during(() => chunks.next())
      if (done) return
      yield value
    }
  } finally {
    // Not awaited: it would wait for the read that does not end.
    chunks.return?.().catch(() => undefined)
  }
}

/** Rejects what runs in it once nothing has moved for too long. */
class Silence {
  readonly #over = Promise.withResolvers<never>()
  readonly #url: string
  readonly #silenceMs: number
  #timer: NodeJS.Timeout | undefined

  constructor(url: string, silenceMs: number) {
    this.#url = url
    this.#silenceMs = silenceMs
    this.#over.promise.catch(() => undefined)
  }

  async during<T>(run: () => Promise<T>): Promise<T> {
    this.#restart()
    try {
      return await Promise.race([run(), this.#over.promise])
    } finally {
      clearTimeout(this.#timer)
    }
  }

  /** The clock stands while the source makes its next chunk: that is not the store's time. */
  async *watch(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    clearTimeout(this.#timer)
    for await (const chunk of body) {
      this.#restart()
      yield chunk
      clearTimeout(this.#timer)
    }
    this.#restart()
  }

  #restart(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      const detail = `it has not answered for ${this.#silenceMs / 1000} s`
      this.#over.reject(new AuraError('object_store_failed', { store: this.#url, detail }))
    }, this.#silenceMs)
  }
}
