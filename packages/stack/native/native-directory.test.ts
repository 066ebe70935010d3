import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
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
    const { running, standing, ...after } = readNativeStack(test.directory) ?? {}
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
    const moved = expect.objectContaining({ message: expect.stringContaining('the data is in') })
    expect(test.events).toEqual(isRoot ? expect.arrayContaining([moved]) : expect.not.arrayContaining([moved]))
    expect(statSync(`/proc/${pid}`).uid === 0).toBe(false)
    expect(statSync(join(test.directory, 'secrets.json'))).toMatchObject({ uid: process.getuid?.() })
    expect(statSync(join(test.directory, 'secrets.json')).mode & 0o777).toBe(0o600)
    await test.stack.down({ removeData: true })
    expect(readdirSync(join(test.root)).includes('shared') ? readdirSync(join(test.root, 'shared')) : []).toEqual([])
  })

  it('that does not exist yet is made with what is above it where the services can reach it', async () => {
    const umask = process.umask(0o077)
    try {
      await using test = await openTestStack([])
      chmodSync(test.root, 0o711)
      const service = serverService('redis', 'REDIS_PORT', { process: { runsAs: 'stack' } })
      const directory = join(test.root, 'new', 'data', 'native')
      const stack = await test.reopen({ directory, services: [service] })
      await stack.up()
      expect(lstatSync(directory).isDirectory()).toBe(true)
      const mode = process.getuid?.() === 0 ? 0o711 : 0o700
      expect(statSync(join(test.root, 'new', 'data')).mode & 0o777).toBe(mode)
      expect((await stack.ps())[0]?.health).toBe('healthy')
      await stack.down({ removeData: true })
    } finally {
      process.umask(umask)
    }
  })

  // Only root may make such a disk.
  if (process.getuid?.() === 0) {
    it('on a full disk is started by nothing, restarted by nothing, and stopped by everything that stops', async () => {
      await using test = await openTestStack([])
      const disk = join(test.root, 'disk')
      mkdirSync(disk)
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', disk])
      const places = { directory: join(disk, 'native'), dataRoot: join(disk, 'shared') }
      const migrate = serverService('migrate', 'GRAFANA_PORT', {
        service: { oneOff: true, ports: [] },
        process: { program: '/bin/true', words: [] },
      })
      const stack = await test.reopen({ ...places, services: [redis(), migrate], diskFreeBytesMin: 4096 })
      try {
        await stack.up()
        expect(() => writeFileSync(join(disk, 'rest'), Buffer.alloc(2_000_000))).toThrow('ENOSPC')
        await expect(stack.restart()).rejects.toMatchObject({ code: 'disk_nearly_full' })
        expect((await stack.ps()).map(({ state }) => state)).toEqual(['running', 'completed'])
        await stack.stop()
        expect((await stack.ps()).map(({ state }) => state)).toEqual(['stopped', 'completed'])
        await expect(stack.up()).rejects.toMatchObject({ code: 'disk_nearly_full' })
        rmSync(join(disk, 'rest'))
        await stack.up()
        expect(() => writeFileSync(join(disk, 'rest'), Buffer.alloc(2_000_000))).toThrow('ENOSPC')
        await stack.down({ removeData: true })
        expect(existsSync(places.directory)).toBe(false)
      } finally {
        rmSync(join(disk, 'rest'), { force: true })
        await stack.down()
        execFileSync('umount', [disk])
      }
    })
  }

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
