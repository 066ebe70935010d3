import { existsSync, lstatSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { NativeStack } from './native-stack.ts'
import { readNativeStack } from './read-native-stack.ts'
import { openTestStack, serverService } from './testing/test-stack.ts'

const pidOf = async (stack: NativeStack, index = 0) => (await stack.ps())[index]?.pids[0] ?? 0
const redis = () => serverService('redis', 'REDIS_PORT')

describe('the directory', () => {
  it('is gone after down with removal, and so is what runs', async () => {
    await using test = await openTestStack([redis()])
    await test.stack.up()
    await test.stack.down({ removeData: true })
    expect([existsSync(test.directory), test.processes()]).toEqual([false, []])
    expect(readdirSync(test.root).filter((name) => name !== 'native.lock' && name !== 'shared')).toEqual([])
  })

  it('keeps data and ports at down', async () => {
    await using test = await openTestStack([redis()])
    await test.stack.up()
    const before = readNativeStack(test.directory)
    await test.stack.down()
    const { running, ...after } = readNativeStack(test.directory) ?? {}
    expect([before, running?.size]).toMatchObject([after, 0])
  })

  it('with files of others is neither used nor deleted', async () => {
    await using test = await openTestStack([redis()])
    mkdirSync(test.directory)
    writeFileSync(join(test.directory, 'thesis.txt'), '')
    await expect(test.stack.up()).rejects.toMatchObject({ code: 'data_directory_unwritable' })
    await expect(test.stack.down({ removeData: true })).rejects.toMatchObject({ code: 'native_directory_foreign' })
    expect(readdirSync(test.directory)).toEqual(['thesis.txt'])
    writeFileSync(join(test.directory, 'aura-native-stack'), '')
  })

  it('on a disk that is nearly full starts nothing', async () => {
    await using test = await openTestStack([redis()], { diskFreeBytesMin: 1e18 })
    await expect(test.stack.up()).rejects.toMatchObject({
      code: 'disk_nearly_full',
      message: expect.stringMatching(/has \d+ MiB free, and \d+ MiB are needed/),
    })
    expect(test.processes()).toEqual([])
  })

  it('is where the services can reach it: as root, elsewhere than below a private folder', async () => {
    await using test = await openTestStack([serverService('redis', 'REDIS_PORT', { process: { runsAs: 'stack' } })])
    await test.stack.up()
    const pid = await pidOf(test.stack)
    const isRoot = process.getuid?.() === 0
    // The temporary directory of a test is its owner's alone.
    expect(lstatSync(test.directory).isSymbolicLink()).toBe(isRoot)
    expect(test.events.some(({ type }) => type === 'note')).toBe(isRoot)
    expect(statSync(`/proc/${pid}`).uid === 0).toBe(false)
    expect(statSync(join(test.directory, 'secrets.json'))).toMatchObject({ uid: process.getuid?.() })
    expect(statSync(join(test.directory, 'secrets.json')).mode & 0o777).toBe(0o600)
    await test.stack.down({ removeData: true })
    expect(readdirSync(join(test.root)).includes('shared') ? readdirSync(join(test.root, 'shared')) : []).toEqual([])
  })

  it('needs a user for the services when root asks', async () => {
    await using test = await openTestStack([redis()])
    const stack = await test.reopen({ environment: { PATH: process.env.PATH, AURA_SERVICE_USER: 'no such user' } })
    const outcome = await stack.up().then(
      () => 'started',
      ({ code }) => code,
    )
    expect(outcome).toBe(process.getuid?.() === 0 ? 'service_user_missing' : 'started')
  })
})
