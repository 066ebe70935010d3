const noncurrentDays = 30
const trailNoncurrentDays = 1
const unfinishedDays = 7

/**
 * How long a bucket keeps what was overwritten or deleted. The heartbeat trail is written anew every ten seconds: kept as long as
 * the rest, its older versions would be a quarter of a million of a month.
 */
export const bucketLifecycle = [
  {
    ID: 'older-versions',
    Status: 'Enabled',
    Filter: { Prefix: '' },
    NoncurrentVersionExpiration: { NoncurrentDays: noncurrentDays },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: unfinishedDays },
  },
  {
    ID: 'older-heartbeats',
    Status: 'Enabled',
    Filter: { Prefix: 'heartbeats/' },
    NoncurrentVersionExpiration: { NoncurrentDays: trailNoncurrentDays },
  },
] as const
