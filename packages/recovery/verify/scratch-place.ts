/** An empty database that belongs to one verification alone; disposing drops it, also while it is in use. */
export interface ScratchDatabase extends AsyncDisposable {
  readonly name: string
  readonly url: string
  readonly postgresMajor: number
}

/** Where backups are restored on trial. */
export interface ScratchPlace {
  /** For people: a directory or a server. */
  readonly location: string
  /** Drops what verifications that were killed have left, and nothing that one still uses; returns the names. */
  clear(): Promise<readonly string[]>
  open(): Promise<ScratchDatabase>
}

export const scratchPrefix = 'aura_verify_'

/** `aura_verify_<UTC time>_<random>`: of any two that are made at the same time, none takes the other's. */
export function scratchName(options: { now: Date; random: string }): string {
  const stamp = options.now.toISOString().slice(0, 19).replace(/\D/g, '')
  return `${scratchPrefix}${stamp}_${options.random}`
}
