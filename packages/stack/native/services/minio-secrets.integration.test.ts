import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { stackLayout } from '../directory/stack-layout.ts'
import { readNativeStack } from '../read-native-stack.ts'
import { redisService } from './redis.ts'
import { cephService } from './testing/ceph-service.ts'
import { openServiceStack } from './testing/open-service-stack.ts'
import { serviceContext } from './testing/service-context.ts'
import { whatAccountMay } from './testing/what-account-may.ts'

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

  it('are completed where an older stack lacks one, whose account works then, beside those that are kept', async () => {
    await using test = await openServiceStack([cephService()])
    await test.stack.up()
    const { secretsFile } = stackLayout(readNativeStack(test.directory)?.directory ?? '')
    const { s3Journal, ...older } = JSON.parse(readFileSync(secretsFile, 'utf8'))
    writeFileSync(secretsFile, JSON.stringify(older))
    await test.stack.up()
    const context = await serviceContext(test.directory, 'minio')
    expect(context.secrets).toMatchObject(older)
    expect(context.secrets.s3Journal).not.toEqual(s3Journal)
    expect(await whatAccountMay(context, context.secrets.s3Journal)).toContain('add an attestation')
  })
})
