import type { NativeSecrets, S3Credentials } from '../../native-secrets.ts'
import { bucketNames } from '../../stack-urls.ts'

export type ObjectAccount = {
  readonly id: string
  readonly credentials: S3Credentials
} & (OwnerOfAll | UserOfOne)

interface OwnerOfAll {
  readonly bucket: null
}

/** `read`: for restores, and for who verifies. `add attestations`: signed copies of them, by whoever takes them in; reading and deleting is for others. */
interface UserOfOne {
  readonly bucket: string
  readonly rights: 'read and write' | 'read' | 'add attestations'
}

/** The operator first: it owns what the others use. */
export function objectAccounts(
  secrets: Pick<NativeSecrets, 's3Operator' | 's3Objects' | 's3Backups' | 's3Restore' | 's3Copies' | 's3Journal'>,
): readonly ObjectAccount[] {
  return [
    { id: 'aura-operator', credentials: secrets.s3Operator, bucket: null },
    { id: 'aura-objects', credentials: secrets.s3Objects, bucket: bucketNames.objects, rights: 'read and write' },
    { id: 'aura-backups', credentials: secrets.s3Backups, bucket: bucketNames.backups, rights: 'read and write' },
    { id: 'aura-copies', credentials: secrets.s3Copies, bucket: bucketNames.objects, rights: 'read' },
    { id: 'aura-restore', credentials: secrets.s3Restore, bucket: bucketNames.backups, rights: 'read' },
    { id: 'aura-journal', credentials: secrets.s3Journal, bucket: bucketNames.backups, rights: 'add attestations' },
  ]
}
