import { appendFileSync } from 'node:fs'

/** A write that the service acknowledged. */
export interface LedgerEntry {
  kind: 'identity' | 'statement'
  /** Address of the wallet. */
  wallet: string
  /** Counts the statements of one wallet from 1; a later one replaces the earlier. 0 for the identity itself. */
  number: number
  /** When the answer arrived, ISO 8601. */
  acknowledgedAt: string
}

/**
 * What a client was told is stored, kept outside of everything that the drill destroys. On disk line by line, so that
 * it can be read after a drill that was cut short.
 */
export class WriteLedger {
  readonly #path: string
  readonly #entries: LedgerEntry[] = []

  constructor(path: string) {
    this.#path = path
  }

  get entries(): readonly LedgerEntry[] {
    return this.#entries
  }

  add(entry: LedgerEntry): void {
    this.#entries.push(entry)
    appendFileSync(this.#path, `${JSON.stringify(entry)}\n`)
  }
}
