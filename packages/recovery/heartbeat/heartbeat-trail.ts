import { AuraError } from '@aura-sign/core'
import { listObjects, type ObjectStore, readObject } from '@aura-sign/object-store'
import { type Heartbeat, heartbeatSchema } from './heartbeat.ts'

const prefix = 'heartbeats/'
// As long as physical backups are kept: a point in time is known to be reachable by it.
const retentionMs = 28 * 24 * 3_600_000
const partBytesMax = 1024 * 1024
// Of one a second more than an hour; only a clock that stays behind makes more.
const linesMax = 5_000

/**
 * Heartbeats copied to the backup store: what RPO is measured against when everything else is gone. One object
 * holds an hour of one writer and is written anew with each heartbeat, because object stores cannot append.
 */
export class HeartbeatTrail {
  readonly #store: ObjectStore
  readonly #writerId: string
  #key = ''
  #lines: string[] = []

  /** `writerId` keeps two writers of one hour (before and after a restart) apart. */
  constructor(store: ObjectStore, options: { writerId: string }) {
    this.#store = store
    this.#writerId = options.writerId
  }

  async append(heartbeat: Heartbeat): Promise<void> {
    const key = `${prefix}${heartbeat.at.slice(0, 13)}_${this.#writerId}.ndjson`
    // Never back: a clock that steps back over the hour would begin its object anew, with one line.
    if (key > this.#key) {
      this.#key = key
      this.#lines = []
      await this.#prune(new Date(heartbeat.at))
    }
    this.#lines.push(`${JSON.stringify(heartbeat)}\n`)
    if (this.#lines.length > linesMax) this.#lines.shift()
    await this.#store.put(this.#key, Buffer.from(this.#lines.join('')))
  }

  async #prune(now: Date): Promise<void> {
    const oldest = new Date(now.getTime() - retentionMs).toISOString().slice(0, 13)
    for await (const { key } of listObjects(this.#store, prefix)) {
      if (key.slice(prefix.length) >= oldest) return
      try {
        await this.#store.delete(key)
      } catch (error) {
        // An account that may only put leaves it to the bucket's lifecycle.
        if (error instanceof AuraError && error.code === 'object_store_access_denied') return
        throw error
      }
    }
  }
}

/** The newest heartbeat in the backup store, or null when there is none. */
export async function readNewestHeartbeat(store: ObjectStore): Promise<Heartbeat | null> {
  const keys: string[] = []
  for await (const { key } of listObjects(store, prefix)) keys.push(key)
  const newestHour = keys.at(-1)?.slice(prefix.length, prefix.length + 13)
  let newest: Heartbeat | null = null
  for (const key of keys.filter((key) => key.startsWith(`${prefix}${newestHour}`))) {
    for (const heartbeat of await readPart(store, key)) {
      if (!newest || heartbeat.at > newest.at) newest = heartbeat
    }
  }
  return newest
}

/** All heartbeats of the trail, oldest first; of writers at the same time too. Throws `heartbeat_trail_invalid`. */
export async function readHeartbeats(store: ObjectStore): Promise<Heartbeat[]> {
  const found: Heartbeat[] = []
  for await (const { key } of listObjects(store, prefix)) found.push(...(await readPart(store, key)))
  return found.sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0))
}

async function readPart(store: ObjectStore, key: string): Promise<Heartbeat[]> {
  const part = await readObject(store, key, { maxBytes: partBytesMax })
  const lines = part?.toString().split('\n').filter(Boolean) ?? []
  return lines.map((line) => {
    const parsed = heartbeatSchema.safeParse(parseJson(line))
    if (!parsed.success) throw new AuraError('heartbeat_trail_invalid', { key }, { cause: parsed.error })
    return parsed.data
  })
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
