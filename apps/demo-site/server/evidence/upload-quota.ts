import { AuraError } from '@aura-sign/core'
import { countSentBytes } from '@aura-sign/identity'
import type { Sql } from '@aura-sign/postgres'

const dayMs = 24 * 3_600_000

/**
 * What each account may send within a day: files that no attestation names stay that long, so an account holds no more of them. What is
 * on its way counts as sent, in this process; each further one lets through as much again at most.
 */
export class UploadQuota {
  readonly #sql: Sql
  readonly #bytesPerDayMax: number
  /** By user. As many entries as uploads are running. */
  readonly #coming = new Map<string, number>()

  constructor(sql: Sql, options: { bytesPerDayMax: number }) {
    this.#sql = sql
    this.#bytesPerDayMax = options.bytesPerDayMax
  }

  /** Holds room for an upload until it has ended; throws `evidence_quota_reached` where there is none. */
  async reserve({ userId, sizeBytes, now }: { userId: string; sizeBytes: number; now: Date }): Promise<Disposable> {
    const comingBytes = this.#add(userId, sizeBytes)
    const reservation = { [Symbol.dispose]: () => void this.#add(userId, -sizeBytes) }
    try {
      const since = new Date(now.getTime() - dayMs)
      const sentBytes = await countSentBytes(this.#sql, { userId, since })
      const maxBytes = this.#bytesPerDayMax
      if (sentBytes + comingBytes > maxBytes) {
        throw new AuraError('evidence_quota_reached', { sentBytes, maxBytes })
      }
      return reservation
    } catch (error) {
      reservation[Symbol.dispose]()
      throw error
    }
  }

  #add(userId: string, sizeBytes: number): number {
    const coming = (this.#coming.get(userId) ?? 0) + sizeBytes
    if (coming > 0) this.#coming.set(userId, coming)
    else this.#coming.delete(userId)
    return coming
  }
}
