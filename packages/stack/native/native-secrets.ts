/** Credentials of an S3 account. */
export interface S3Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** What a native stack generates for itself on its first start (mode 0600). */
export interface NativeSecrets {
  /** Role `admin`, which owns the database. */
  readonly databasePassword: string
  /** Role `postgres`, the superuser. */
  readonly superuserPassword: string
  /** Role `exporter`, which reads statistics only. */
  readonly exporterPassword: string
  readonly redisPassword: string
  /** Owns both buckets: for the runbook's `aws s3` lines. */
  readonly s3Operator: S3Credentials
  /** Reads and writes the objects. */
  readonly s3Objects: S3Credentials
  /** Reads and writes the backups. */
  readonly s3Backups: S3Credentials
  /** Reads the backups, and can change nothing there. */
  readonly s3Restore: S3Credentials
  /** Account that reads the objects, to copy them to the backups. */
  readonly s3Copies: S3Credentials
  /** Adds signed copies of attestations to the backups, and can do nothing else there. */
  readonly s3Journal: S3Credentials
  /** Encrypts archived WAL and physical backups: without it none of them can be read again. */
  readonly walCipher: string
  /** Bearer token of the guardian's listener. */
  readonly guardianToken: string
}
