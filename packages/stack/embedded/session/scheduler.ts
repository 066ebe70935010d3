/** Someone who wants the session: a client, or a piece of work of our own. */
export interface Tenant {
  /** Does one piece of work; `keep` when nobody else may have the session before this tenant's next piece. */
  work(): 'release' | 'keep'
  /** Whether there is a piece of work that could run now. */
  ready(): boolean
  /** Ends the tenancy of one that kept the session too long while others waited. */
  evict(reason: 'idle' | 'pinned'): void
  /** Whether the session is kept for a transaction rather than for state that outlives transactions. */
  inTransaction(): boolean
}

interface Bounds {
  readonly idleMs: number
  readonly pinnedMs: number
}

/**
 * Gives the session to tenants in the order they asked (FIFO), one piece of work each. Every tenant is queued at most
 * once, so the queue is bounded by the number of clients.
 */
export class Scheduler {
  readonly #bounds: Bounds
  readonly #onCrash: (cause: unknown) => void
  readonly #queue = new Set<Tenant>()
  #holder: Tenant | undefined
  #scheduled = false
  #idleTimer: NodeJS.Timeout | undefined
  #pinnedTimer: NodeJS.Timeout | undefined

  constructor(bounds: Bounds, onCrash: (cause: unknown) => void) {
    this.#bounds = bounds
    this.#onCrash = onCrash
  }

  get waiting(): number {
    return this.#queue.size
  }

  get idle(): boolean {
    return this.#holder === undefined && this.#queue.size === 0
  }

  isHolder(tenant: Tenant): boolean {
    return this.#holder === tenant
  }

  /** Tells that `tenant` has work to do. */
  request(tenant: Tenant): void {
    if (this.#holder !== tenant) this.#queue.add(tenant)
    this.#schedule()
  }

  /** Takes the tenant out: it neither waits nor keeps the session afterwards. */
  remove(tenant: Tenant): void {
    this.#queue.delete(tenant)
    if (this.#holder === tenant) this.#setHolder(undefined)
    this.#schedule()
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    // One piece per turn of the event loop, so that sockets are read and written in between.
    setImmediate(() => {
      this.#scheduled = false
      try {
        this.#turn()
      } catch (cause) {
        this.#onCrash(cause)
      }
    })
  }

  #turn(): void {
    const tenant = this.#holder ?? this.#next()
    if (!tenant) return
    if (!tenant.ready()) {
      if (this.#holder === tenant) this.#watch(tenant)
      else this.#schedule()
      return
    }
    this.#clearIdle()
    const kept = tenant.work() === 'keep'
    this.#setHolder(kept ? tenant : undefined)
    if (!kept && tenant.ready()) this.#queue.add(tenant)
    if (kept) this.#watch(tenant)
    if (kept ? tenant.ready() : this.#queue.size > 0) this.#schedule()
  }

  #next(): Tenant | undefined {
    const [tenant] = this.#queue
    if (tenant) this.#queue.delete(tenant)
    return tenant
  }

  #setHolder(tenant: Tenant | undefined): void {
    if (this.#holder !== tenant) {
      clearTimeout(this.#pinnedTimer)
      this.#pinnedTimer = undefined
    }
    this.#holder = tenant
    if (tenant === undefined) this.#clearIdle()
  }

  /** Bounds how long others wait for `holder`: idle time always, all time if only a pin keeps the session. */
  #watch(holder: Tenant): void {
    if (this.#queue.size === 0) return
    if (!holder.ready()) this.#idleTimer ??= setTimeout(() => holder.evict('idle'), this.#bounds.idleMs)
    this.#pinnedTimer ??= setTimeout(() => {
      this.#pinnedTimer = undefined
      if (!holder.inTransaction()) holder.evict('pinned')
    }, this.#bounds.pinnedMs)
  }

  #clearIdle(): void {
    clearTimeout(this.#idleTimer)
    this.#idleTimer = undefined
  }
}
