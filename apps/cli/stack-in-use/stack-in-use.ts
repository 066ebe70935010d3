/** Credentials of an S3 account. */
interface StoreCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

export interface StoreInUse {
  /** `file:///…` or `s3://bucket?endpoint=…&region=…`; carries no credentials. */
  readonly url: string
  /** Null: whatever AWS's default chain finds. */
  readonly credentials: StoreCredentials | null
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
  /** Owns both buckets. */
  readonly operator: StoreCredentials | null
}
