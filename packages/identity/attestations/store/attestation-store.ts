import type { Clock } from '@aura-sign/core'
import type { Sql } from '@aura-sign/postgres'
import type { ChainClient } from '../chain-client.ts'
import type { EasDeployment } from '../eas-deployments.ts'
import type { SchemaDefinition } from '../schema/define-schema.ts'

/** What keeping attestations needs. */
export interface AttestationStore {
  readonly sql: Sql
  readonly clock: Clock
  /** `cachedSchemas` of the same database. */
  readonly findSchema: (uid: string) => Promise<SchemaDefinition | undefined>
  /** By chain id; without the chain's, contract wallets are refused. */
  readonly chains?: ReadonlyMap<number, ChainClient>
  /** Contracts whose attestations are taken; default all that EAS publishes. */
  readonly deployments?: readonly EasDeployment[]
}

/** What verifying takes from the store. */
export function verificationOptions({ clock, findSchema, chains, deployments }: AttestationStore) {
  return { now: clock.now(), findSchema, ...(chains && { chains }), ...(deployments && { deployments }) }
}
