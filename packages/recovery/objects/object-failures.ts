import { AuraError } from '@aura-sign/core'

export interface ObjectFailure {
  readonly key: string
  readonly code: string
  readonly detail: string
}

/** So many in a row are not the objects' fault. */
const inRowMax = 20
/** Named one by one; the rest is counted. */
const namedMax = 100
/** Whatever is tried next would meet the same. */
const hopeless: ReadonlySet<string> = new Set([
  'object_store_credentials_missing',
  'object_store_credentials_refused',
  'object_store_clock_skewed',
  'object_store_bucket_missing',
  'object_store_unreachable',
  'object_store_encryption_missing',
  'object_spool_failed',
])
const full: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EROFS'])

/**
 * What could not be done with single objects, while the others go on. What no other object would be spared ends the work:
 * refused credentials, a store that is away, a full disk, or one failure after the other.
 */
export class ObjectFailures {
  readonly named: ObjectFailure[] = []
  count = 0
  #inRow = 0
  readonly #signal: AbortSignal | undefined

  constructor({ signal }: { signal?: AbortSignal | undefined } = {}) {
    this.#signal = signal
  }

  /** Null when it failed; throws what ends the work. */
  async attempt<T>(key: string, work: () => Promise<T>): Promise<T | null> {
    try {
      const result = await work()
      this.#inRow = 0
      return result
    } catch (error) {
      this.#signal?.throwIfAborted()
      if (!(error instanceof AuraError) || isHopeless(error)) throw asNoRoom(error)
      this.add(key, error)
      // Damaged objects may well come in a row.
      if (error.code === 'object_store_failed' || error.code === 'object_store_access_denied') this.#inRow += 1
      if (this.#inRow >= inRowMax) throw error
      return null
    }
  }

  add(key: string, error: AuraError): void {
    this.count += 1
    if (this.named.length < namedMax) this.named.push({ key, code: error.code, detail: error.message })
  }
}

function isHopeless(error: AuraError): boolean {
  return hopeless.has(error.code) || isFull(error)
}

function isFull({ cause }: AuraError): boolean {
  return cause instanceof Error && 'code' in cause && full.has(cause.code)
}

function asNoRoom(error: unknown): unknown {
  if (!(error instanceof AuraError) || error.code !== 'object_store_failed' || !isFull(error)) return error
  return new AuraError('objects_no_room', { detail: error.message }, { cause: error })
}
