import {
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { bucketNames } from '../../stack-urls.ts'
import { cephService } from '../testing/ceph-service.ts'
import { openServiceStack } from '../testing/open-service-stack.ts'
import { serviceContext } from '../testing/service-context.ts'
import { openS3Client } from './open-s3-client.ts'
import { settleBuckets } from './settle-buckets.ts'

const timeoutMs = 4 * 60_000

describe("the versions in Ceph's buckets", { timeout: timeoutMs }, () => {
  it('are never made; those of an older stack are suspended and go after their time, and of conditional writers one wins', async () => {
    await using test = await openServiceStack([cephService()])
    await test.stack.up()
    const context = await serviceContext(test.directory, 'minio')
    const { s3Operator, s3Objects, s3Backups } = context.secrets
    using connection = openS3Client(context, s3Operator)
    const { client } = connection
    for (const [Bucket, credentials] of [
      [bucketNames.objects, s3Objects],
      [bucketNames.backups, s3Backups],
    ] as const) {
      expect((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined()
      expect(await noncurrentDaysOf(client, Bucket)).toEqual({ '': undefined })
      using account = openS3Client(context, credentials)
      const race = (key: string) => countWinners(account.client, { Bucket, Key: key })
      expect(await race('data/new')).toBe(1)

      await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }))
      await account.client.send(new PutObjectCommand({ Bucket, Key: 'data/versioned', Body: 'of an older stack' }))
      await settleBuckets(context, 'ceph')
      expect((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Suspended')
      expect(await noncurrentDaysOf(client, Bucket)).toEqual({ '': 30, 'heartbeats/': 1 })
      expect(await race('data/versioned')).toBe(0)
      expect(await race('data/newer')).toBe(1)
    }
  })
})

async function countWinners(client: S3Client, at: { Bucket: string; Key: string }): Promise<number> {
  const writers = Array.from({ length: 8 }, async (_, index) => {
    await client.send(new PutObjectCommand({ ...at, Body: `writer ${index}`, IfNoneMatch: '*' }))
  })
  const results = await Promise.allSettled(writers)
  for (const result of results) {
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ name: 'PreconditionFailed' })
  }
  return results.filter(({ status }) => status === 'fulfilled').length
}

async function noncurrentDaysOf(client: S3Client, Bucket: string) {
  const { Rules = [] } = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))
  const days = Rules.map(({ Filter, Prefix, NoncurrentVersionExpiration }) => [
    Filter?.Prefix ?? Prefix,
    NoncurrentVersionExpiration?.NoncurrentDays,
  ])
  return Object.fromEntries(days)
}
