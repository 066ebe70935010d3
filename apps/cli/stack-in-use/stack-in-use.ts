import type { S3Credentials } from '@aura-sign/object-store'

export interface StoreInUse {
  /** `file:///…` or `s3://bucket?endpoint=…&region=…`; carries no credentials. */
  readonly url: string
  /** Null: whatever AWS's default chain finds. */
  readonly credentials: S3Credentials | null
}

/** Where signed copies of attestations are put; commands read them by the account of the backups. */
export interface JournalInUse {
  readonly url: string
  /** Account of the site and the worker there; null: whatever AWS's default chain finds. */
  readonly accessKeyId: string | null
}

/** Where everything is that a command works with, whoever started it; null is what this stack does not have. */
export interface StackInUse {
  /** `own`: services that the environment names. */
  readonly kind: 'embedded' | 'native' | 'compose' | 'own'
  /** Where the stack keeps its files. */
  readonly directory: string
  readonly databaseUrl: string | null
  readonly redisUrl: string | null
  readonly siteUrl: string | null
  readonly prometheusUrl: string | null
  readonly objectStore: StoreInUse | null
  readonly backupStore: StoreInUse | null
  /** The same place, by the account that only reads: for whatever lists, verifies or restores backups. */
  readonly restoreStore: StoreInUse | null
  readonly journal: JournalInUse | null
  /** Owns every bucket of the server that the objects are on. */
  readonly operator: S3Credentials | null
}
