import type { VectorCheck } from '@aura-sign/identity'
import type { VectorIndexSettings } from '@aura-sign/postgres'

/** What `./aura vectors check` says. */
export interface VectorReport extends VectorCheck {
  /** What the configuration and the number of vectors ask for. */
  configured: VectorIndexSettings
  recallMin: number
  ok: boolean
  /** Why not, and what to know where it is. */
  findings: string[]
}
