import type { NativeSecrets, S3Credentials } from '../../native-secrets.ts'
import { bucketNames } from '../../stack-urls.ts'

export interface ObjectAccount {
  readonly id: string
  readonly credentials: S3Credentials
  /** The one bucket it may use; null: it owns them all. */
  readonly bucket: string | null
}

/** The operator first: it owns what the others use. */
export function objectAccounts(
  secrets: Pick<NativeSecrets, 's3Operator' | 's3Objects' | 's3Backups'>,
): readonly ObjectAccount[] {
  return [
    { id: 'aura-operator', credentials: secrets.s3Operator, bucket: null },
    { id: 'aura-objects', credentials: secrets.s3Objects, bucket: bucketNames.objects },
    { id: 'aura-backups', credentials: secrets.s3Backups, bucket: bucketNames.backups },
  ]
}
