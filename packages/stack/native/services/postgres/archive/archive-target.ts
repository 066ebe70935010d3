import type { S3Credentials } from '../../../native-secrets.ts'
import type { ServiceContext } from '../../../service.ts'

/** Where a cluster's WAL and its physical backups go: below `pgbackrest` in the backup store. */
export type ArchiveTarget =
  | { readonly kind: 'directory'; readonly path: string }
  | {
      readonly kind: 's3'
      readonly bucket: string
      /** Ends with a slash unless it is empty. */
      readonly prefix: string
      readonly endpoint: string
      readonly region: string
      /** Null: the role of the machine. */
      readonly credentials: S3Credentials | null
      /** The only certificate authority to trust; absent: the system's. */
      readonly caFile?: string
    }

/** Throws why there is none. */
export type FindArchiveTarget = (context: ServiceContext) => Promise<ArchiveTarget>
