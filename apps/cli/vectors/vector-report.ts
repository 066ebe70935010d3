import type { VectorCheck, VectorFaults } from '@aura-sign/identity'
import type { VectorIndexSettings } from '@aura-sign/postgres'

/** What `./aura vectors check` says. */
export interface VectorReport extends VectorCheck, VectorFaults {
  /** What the configuration and the number of vectors ask for. */
  configured: VectorIndexSettings
  recallMin: number
  /** Of the index that serves: its size and about the size that one built now would have; null without one. */
  bloat: { sizeBytes: number; expectedBytes: number } | null
  /** `rebuild`: `./aura reindex` mends it; `degraded`: something else is missing; else `ok`. */
  verdict: 'ok' | 'degraded' | 'rebuild'
  ok: boolean
  /** Why not, and what to know where it is. */
  findings: string[]
}
