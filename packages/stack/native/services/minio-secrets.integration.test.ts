import { rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { stackLayout } from '../directory/stack-layout.ts'
import { readNativeStack } from '../read-native-stack.ts'
import { redisService } from './redis.ts'
import { cephService } from './testing/ceph-service.ts'
import { openServiceStack } from './testing/open-service-stack.ts'

describe('secrets that were made anew', () => {
  it('are taken by the object server and by Redis while they run', async () => {
    await using test = await openServiceStack([cephService(), redisService])
    await test.stack.up()
    const made = readNativeStack(test.directory)
    rmSync(stackLayout(made?.directory ?? '').secretsFile)
    await test.stack.up()
    expect((await test.stack.ps()).map(({ health }) => health)).toEqual(['healthy', 'healthy'])
    expect(readNativeStack(test.directory)?.secrets).not.toEqual(made?.secrets)
  })
})
