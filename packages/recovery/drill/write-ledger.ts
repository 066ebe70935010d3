import { appendFileSync } from 'node:fs'
import type { AcknowledgedSignature } from './drill-ports.ts'

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

/** A signature that the service acknowledged. */
export interface SignatureEntry extends AcknowledgedSignature {
  readonly kind: 'attestation' | 'revocation'
  /** When the answer arrived, ISO 8601. */
  readonly acknowledgedAt: string
}

/**
 * What a client was told is stored, kept outside of everything that the drill destroys. On disk line by line, so that
 * it can be read after a drill that was cut short.
 */
export class WriteLedger {
  readonly #path: string
  readonly #entries: LedgerEntry[] = []
  readonly #signatures: SignatureEntry[] = []

  constructor(path: string) {
    this.#path = path
  }

  get entries(): readonly LedgerEntry[] {
    return this.#entries
  }

  get signatures(): readonly SignatureEntry[] {
    return this.#signatures
  }

  add(entry: LedgerEntry): void {
    this.#entries.push(entry)
    this.#append(entry)
  }

  addSignature(entry: SignatureEntry): void {
    this.#signatures.push(entry)
    this.#append(entry)
  }

  #append(entry: LedgerEntry | SignatureEntry): void {
    appendFileSync(this.#path, `${JSON.stringify(entry)}\n`)
  }
}
