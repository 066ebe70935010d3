import type { ChainClient } from '../chain-client.ts'

export interface RebuildOptions {
  readonly now: Date
  readonly dryRun: boolean
  readonly chains?: ReadonlyMap<number, ChainClient>
  /** Keys (`attester/uid`) of what a dry run would have inserted. */
  readonly planned: Set<string>
  /** Keys of what is not inserted while nobody can say whether it was revoked. */
  readonly held: Set<string>
  /** Ids of rows of which a copy was found. */
  readonly copied: { readonly attestations: Set<string>; readonly revocations: Set<string> }
  /** Ids of those among them whose copy proves nothing: it is what the row says, and may be of a row that nobody signed. */
  readonly suspect: { readonly attestations: Set<string>; readonly revocations: Set<string> }
}
