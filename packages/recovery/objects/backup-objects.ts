import { AuraError, type Clock } from '@aura-sign/core'
import { assertStoresApart, type ObjectStore } from '@aura-sign/object-store'
import { version } from '../version.ts'
import { copyObject } from './copy-object.ts'
import { isRereadDue } from './is-reread-due.ts'
import { keepCopy } from './keep-copy.ts'
import { ObjectFailures } from './object-failures.ts'
import { clockKey, contentHashOf } from './object-keys.ts'
import { type ObjectsRun, objectsRunFormat, writeObjectsRun } from './objects-run.ts'
import type { ObjectPair } from './pair-listings.ts'
import { type ObjectsBackupPlan, pairObjects, planObjectsBackup, settle } from './plan-objects-backup.ts'
import { pruneKeptObjects } from './prune-kept-objects.ts'
import { isDamage, readWhole } from './read-whole.ts'
import { WorkSlots } from './work-slots.ts'

/** `compare` reads both listings and knows no end; of `copy` both totals are known. */
export interface ObjectsProgress {
  readonly step: 'compare' | 'copy'
  readonly objects: number
  readonly bytes: number
  readonly totalBytes?: number
}

export interface ObjectsBackupOptions {
  /** Read only. */
  readonly objects: ObjectStore
  readonly backups: ObjectStore
  readonly clock: Clock
  /** How long what was deleted or overwritten at the source is kept. */
  readonly keepDays: number
  /** Shown the plan, and says what to do of it; without it all, but of a suspicious plan only what is new. */
  readonly approve?: (plan: ObjectsBackupPlan) => Promise<ObjectsApproval>
  /** Reads every copy again instead of a thirtieth a day. */
  readonly rereadAll?: boolean
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: ObjectsProgress) => void
}

/** `new only`: deletions and overwrites wait. */
export type ObjectsApproval = 'all' | 'new only' | 'nothing'

const dayMs = 24 * 3_600_000
/** Copies at once, and what they hold in memory: an object in parts has three of them there, and nothing counts as less than a few requests. */
export const copyLimits = { countMax: 16, bytesMax: 96 * 2 ** 20 }
const heldBytesMax = 32 * 2 ** 20
const heldBytesMin = 256 * 1024
/** Of copies from before, so that reading them again never delays new ones for long. */
const rereadBytesMax = 2 ** 30

/** What copying an object of this size may hold in memory. */
export function heldBytes(sizeBytes: number): number {
  return Math.min(Math.max(sizeBytes, heldBytesMin), heldBytesMax)
}

/**
 * Brings the copies of all objects in the backup store up to date, under the same keys, and then writes what it did as
 * `objects/<time>.json`; null when the plan was not approved. What was deleted or overwritten is moved to `deleted/`, where it stays
 * for `keepDays`. An object that cannot be read is named, and the others are copied; what no object would be spared ends it. Killed at
 * any point, the next run brings it to the same. Throws `backup_store_not_apart`, and what the stores throw.
 */
export async function backupObjects(options: ObjectsBackupOptions): Promise<ObjectsRun | null> {
  const { objects, backups, clock, signal, onProgress } = options
  assertStoresApart(objects.url, backups.url)
  const startedAt = clock.now()
  const startedMs = clock.monotonicMs()
  const failures = new ObjectFailures({ signal })
  const plan = await planObjectsBackup(
    { objects, backups },
    {
      signal,
      onStranger: (key) => failures.add(key, new AuraError('objects_key_not_taken', { key: JSON.stringify(key) })),
      onObjects: (count) => onProgress?.({ step: 'compare', objects: count, bytes: 0 }),
    },
  )
  const approval = options.approve ? await options.approve(plan) : plan.isSuspicious ? 'new only' : 'all'
  if (approval === 'nothing') return null
  const run = new Run(options, { startedAt, plan, failures, changesToo: approval === 'all' })
  await run.execute()
  const keptMs = options.keepDays * dayMs
  const holdsBack = approval === 'new only' && plan.deleted + plan.overwritten > 0
  // While something may be wrong, nothing is removed.
  const pruned = holdsBack ? 0 : await pruneKeptObjects(backups, { now: await storeTime(options), keptMs, signal })
  const done: ObjectsRun = {
    format: objectsRunFormat,
    version,
    state: holdsBack ? 'held' : failures.count > 0 ? 'partial' : 'complete',
    startedAt: startedAt.toISOString(),
    finishedAt: clock.now().toISOString(),
    durationMs: clock.monotonicMs() - startedMs,
    source: objects.url,
    objects: {
      total: plan.total,
      totalBytes: plan.totalBytes,
      newestModifiedAt: plan.newestModifiedAt?.toISOString() ?? null,
      listingSha256: plan.listingSha256,
    },
    copied: run.copied,
    deleted: run.deleted,
    unchanged: run.unchanged,
    reread: run.reread,
    pruned,
    held: run.held,
    failed: failures.count,
    failures: failures.named,
  }
  await writeObjectsRun(backups, done)
  return done
}

interface RunParts {
  readonly startedAt: Date
  readonly plan: ObjectsBackupPlan
  readonly failures: ObjectFailures
  readonly changesToo: boolean
}

class Run {
  readonly copied = { new: 0, overwritten: 0, repaired: 0, bytes: 0 }
  readonly held = { deleted: 0, overwritten: 0 }
  deleted = 0
  unchanged = 0
  reread = 0
  #rereadBytes = 0
  #doneObjects = 0
  readonly #options: ObjectsBackupOptions
  readonly #parts: RunParts

  constructor(options: ObjectsBackupOptions, parts: RunParts) {
    this.#options = options
    this.#parts = parts
  }

  async execute(): Promise<void> {
    const { objects, backups, signal } = this.#options
    const { failures } = this.#parts
    const slots = new WorkSlots(copyLimits)
    this.#report()
    try {
      for await (const pair of pairObjects({ objects, backups }, { signal })) {
        const bytes = heldBytes(pair.left?.sizeBytes ?? 0)
        await slots.start(bytes, async () => void (await failures.attempt(pair.key, () => this.#bringUpToDate(pair))))
      }
      await slots.end()
    } catch (error) {
      await slots.settle()
      throw error
    }
  }

  async #bringUpToDate(pair: ObjectPair): Promise<void> {
    const { objects, backups, signal } = this.#options
    const { changesToo } = this.#parts
    switch (await settle({ objects, backups }, pair, { signal })) {
      case 'missing':
        if (await this.#copy(pair.key)) this.copied.new += 1
        break
      case 'differs':
        if (!changesToo) this.held.overwritten += 1
        else if (await this.#overwrite(pair.key)) this.copied.overwritten += 1
        break
      case 'gone':
        if (!changesToo) this.held.deleted += 1
        else if (await this.#moveAway(pair.key)) this.deleted += 1
        break
      case 'same':
        this.unchanged += 1
        await this.#readAgain(pair)
    }
    this.#doneObjects += 1
    this.#report()
  }

  /** False when it was deleted meanwhile. */
  async #copy(key: string): Promise<boolean> {
    const { objects, backups, signal } = this.#options
    const outcome = await copyObject(
      { from: objects, to: backups },
      { fromKey: key, toKey: key, sha256: contentHashOf(key), signal, onBytes: (bytes) => this.#count(bytes) },
    )
    return outcome.ok
  }

  async #overwrite(key: string): Promise<boolean> {
    const { objects, backups, signal } = this.#options
    const sha256 = contentHashOf(key)
    // What is damaged at the source takes the place of no good copy, and is not kept as one.
    if (sha256 !== null) await readWhole(objects, { key, sha256, signal })
    await keepCopy(backups, { key, keptAt: this.#parts.startedAt, signal })
    return await this.#copy(key)
  }

  /** A listing may be wrong; the object itself is asked for before its copy goes. */
  async #moveAway(key: string): Promise<boolean> {
    const { objects, backups, signal } = this.#options
    const calls = signal ? { signal } : {}
    if (await objects.head(key, calls)) return false
    await keepCopy(backups, { key, keptAt: this.#parts.startedAt, signal })
    await backups.delete(key, calls)
    return true
  }

  /** A copy that is damaged is kept as evidence and replaced while the source still has the object. */
  async #readAgain({ key, right }: ObjectPair): Promise<void> {
    const { backups, signal, rereadAll = false } = this.#options
    if (!right) return
    const hasRoom = this.#rereadBytes + right.sizeBytes <= rereadBytesMax
    if (!rereadAll && !(isRereadDue(key, this.#parts.startedAt) && hasRoom)) return
    this.#rereadBytes += right.sizeBytes
    try {
      await readWhole(backups, { key, sha256: contentHashOf(key), signal })
      this.reread += 1
    } catch (error) {
      if (!isDamage(error)) throw error
      if (await this.#overwrite(key)) this.copied.repaired += 1
    }
  }

  #count(bytes: number): void {
    this.copied.bytes += bytes
    this.#report()
  }

  #report(): void {
    const { onProgress } = this.#options
    const { plan } = this.#parts
    onProgress?.({ step: 'copy', objects: this.#doneObjects, bytes: this.copied.bytes, totalBytes: plan.bytes })
  }
}

/** The earlier one of this machine's time and the store's. */
async function storeTime({ backups, clock }: ObjectsBackupOptions): Promise<Date> {
  const now = clock.now()
  await backups.put(clockKey, new Uint8Array())
  const at = (await backups.head(clockKey))?.modifiedAt ?? now
  return new Date(Math.min(at.getTime(), now.getTime()))
}
