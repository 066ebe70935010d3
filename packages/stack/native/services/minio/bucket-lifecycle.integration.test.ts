import { GetBucketLifecycleConfigurationCommand } from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { bucketNames } from '../../stack-urls.ts'
import { cephService } from '../testing/ceph-service.ts'
import { openServiceStack } from '../testing/open-service-stack.ts'
import { serviceContext } from '../testing/service-context.ts'
import { openS3Client } from './open-s3-client.ts'

const timeoutMs = 4 * 60_000

describe('older versions', { timeout: timeoutMs }, () => {
  it('of the heartbeat trail go after a day, of all else after a month, in both buckets', async () => {
    await using test = await openServiceStack([cephService()])
    await test.stack.up()
    const context = await serviceContext(test.directory, 'minio')
    using connection = openS3Client(context, context.secrets.s3Operator)
    for (const Bucket of Object.values(bucketNames)) {
      const { Rules = [] } = await connection.client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))
      const days = Rules.map(({ Filter, Prefix, NoncurrentVersionExpiration }) => [
        Filter?.Prefix ?? Prefix,
        NoncurrentVersionExpiration?.NoncurrentDays,
      ])
      expect(Object.fromEntries(days)).toEqual({ '': 30, 'heartbeats/': 1 })
    }
  })
})
