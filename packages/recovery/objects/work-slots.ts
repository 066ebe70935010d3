export interface SlotLimits {
  /** Pieces of work at once. */
  readonly countMax: number
  /** What they may hold in memory together; one that wants more runs alone. */
  readonly bytesMax: number
}

/** Runs pieces of work side by side within bounds. The first failure ends it: nothing more begins. */
export class WorkSlots {
  readonly #limits: SlotLimits
  readonly #running = new Set<Promise<void>>()
  #bytes = 0
  #failure: { error: unknown } | undefined

  constructor(limits: SlotLimits) {
    this.#limits = limits
  }

  /** Resolves once the work has begun; throws what failed before. */
  async start(bytes: number, work: () => Promise<void>): Promise<void> {
    while (this.#running.size > 0 && !this.#hasRoom(bytes)) await Promise.race(this.#running)
    this.#throwFailure()
    this.#bytes += bytes
    const running: Promise<void> = work()
      .catch((error: unknown) => {
        this.#failure ??= { error }
      })
      .finally(() => {
        this.#bytes -= bytes
        this.#running.delete(running)
      })
    this.#running.add(running)
  }

  /** Resolves once all of it has ended; throws what failed. */
  async end(): Promise<void> {
    await Promise.all(this.#running)
    this.#throwFailure()
  }

  /** The same, for whoever has a failure of their own to tell. */
  async settle(): Promise<void> {
    await Promise.all(this.#running)
  }

  #hasRoom(bytes: number): boolean {
    return this.#running.size < this.#limits.countMax && this.#bytes + bytes <= this.#limits.bytesMax
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error
  }
}
