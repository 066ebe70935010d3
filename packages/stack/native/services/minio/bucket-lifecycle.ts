import type { LifecycleRule } from '@aws-sdk/client-s3'

const noncurrentDays = 30
const trailNoncurrentDays = 1
const unfinishedDays = 7

/**
 * How long a bucket with versions keeps what was overwritten or deleted, and the mark of a deletion no longer than what it hides.
 * The heartbeat trail is written anew every ten seconds: kept as long as the rest, its older versions would be a quarter of a
 * million of a month.
 */
export const bucketLifecycle = [
  {
    ID: 'older-versions',
    Status: 'Enabled',
    Filter: { Prefix: '' },
    Expiration: { ExpiredObjectDeleteMarker: true },
    NoncurrentVersionExpiration: { NoncurrentDays: noncurrentDays },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: unfinishedDays },
  },
  {
    ID: 'older-heartbeats',
    Status: 'Enabled',
    Filter: { Prefix: 'heartbeats/' },
    NoncurrentVersionExpiration: { NoncurrentDays: trailNoncurrentDays },
  },
] as const satisfies readonly LifecycleRule[]

/** Of a bucket that never had versions. */
export const plainBucketLifecycle = [
  {
    ID: 'unfinished-uploads',
    Status: 'Enabled',
    Filter: { Prefix: '' },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: unfinishedDays },
  },
] as const satisfies readonly LifecycleRule[]
