/** What the benchmarks of backups work on, at its full size. */
const full = { users: 200_000, embeddings: 100_000, attestations: 200_000 }

export interface BackupData {
  /** For headings: `1/16`. */
  readonly name: string
  readonly users: number
  readonly embeddings: number
  readonly attestations: number
}

/** A `divisor`th of the full data. */
export function backupData(divisor: number): BackupData {
  return {
    name: divisor === 1 ? '1' : `1/${divisor}`,
    users: Math.round(full.users / divisor),
    embeddings: Math.round(full.embeddings / divisor),
    attestations: Math.round(full.attestations / divisor),
  }
}
