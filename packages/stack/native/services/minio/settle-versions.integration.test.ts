import { openObjectStore } from '@aura-sign/object-store'
import {
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
  PutBucketVersioningCommand,
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
      const endpoint = new URLSearchParams({
        endpoint: `http://127.0.0.1:${context.ports.S3_PORT}`,
        region: 'us-east-1',
      })
      const store = openObjectStore(`s3://${Bucket}?${endpoint}`, { credentials })
      const race = async (key: string) => {
        const writers = Array.from({ length: 8 }, (_, index) => store.putIfAbsent(key, Buffer.from(`${index}`)))
        return (await Promise.all(writers)).filter(({ ok }) => ok).length
      }
      expect(await race('data/new')).toBe(1)

      await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }))
      await store.put('data/versioned', Buffer.from('of an older stack'))
      await expect(race('data/other')).rejects.toMatchObject({ code: 'object_store_condition_ignored' })
      await settleBuckets(context, 'ceph')
      expect((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Suspended')
      expect(await noncurrentDaysOf(client, Bucket)).toEqual({ '': 30, 'heartbeats/': 1 })
      expect(await race('data/versioned')).toBe(0)
      expect(await race('data/newer')).toBe(1)
    }
  })
})

async function noncurrentDaysOf(client: S3Client, Bucket: string) {
  const { Rules = [] } = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))
  const days = Rules.map(({ Filter, Prefix, NoncurrentVersionExpiration }) => [
    Filter?.Prefix ?? Prefix,
    NoncurrentVersionExpiration?.NoncurrentDays,
  ])
  return Object.fromEntries(days)
}
