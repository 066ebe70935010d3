import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { boundStore } from './bound-store.ts'
import { describeObjectStore } from './contract/describe-object-store.ts'
import { openFilesystemStore } from './filesystem/filesystem-store.ts'
import type { ObjectStore } from './object-store.ts'

const never = () => new Promise<never>(() => undefined)

describe('a bound store', () => {
  let directory: string
  let store: ObjectStore
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'aura bound '))
    store = openFilesystemStore(directory)
  })
  afterEach(() => rm(directory, { recursive: true }))

  const silent = { code: 'object_store_failed', parameters: { detail: 'it has not answered for 0.02 s' } }

  it('gives up on every call that is never answered', async () => {
    const hanging = {
      put: never,
      putIfAbsent: never,
      assertConditionKept: never,
      assertEncrypted: never,
      get: never,
      head: never,
      list: never,
      copy: never,
      delete: never,
      deleteMany: never,
      sweep: never,
    }
    const bound = boundStore({ url: 'file:///gone', ...hanging }, { silenceMs: 20 })
    const calls = [
      bound.put('key', Buffer.from('x')),
      bound.putIfAbsent('key', Buffer.from('x')),
      bound.assertConditionKept(),
      bound.get('key'),
      bound.head('key'),
      bound.list(''),
      bound.copy('key', 'other'),
      bound.deleteMany(['key']),
      bound.delete('key'),
      bound.sweep({ before: new Date() }),
    ]
    for (const call of await Promise.allSettled(calls)) {
      expect(call).toMatchObject({ status: 'rejected', reason: silent })
    }
  })

  it('gives up on a body that stops half-way', async () => {
    await store.put('key', Buffer.from('x'))
    const head = await store.head('key')
    async function* stuck() {
      yield Buffer.from('x')
      await never()
    }
    // Without the disk, which a busy machine may keep waiting for longer.
    store.get = async () => head && { head, body: stuck() }
    const found = await boundStore(store, { silenceMs: 20 }).get('key')
    await expect(Array.fromAsync(found?.body ?? [])).rejects.toMatchObject(silent)
  })

  it('does not hold the time that the source takes against the store', async () => {
    const gate = Promise.withResolvers<void>()
    const bound = boundStore(store, { silenceMs: 1_500 })
    async function* slow() {
      yield Buffer.from('a')
      await gate.promise
      yield Buffer.from('b')
    }
    const put = bound.put('key', slow())
    // Gives up after a longer time; until then the source has not gone on.
    await expect(boundStore({ ...store, url: 'x', head: never }, { silenceMs: 2_500 }).head('x')).rejects.toThrow()
    gate.resolve()
    expect(await put).toMatchObject({ sizeBytes: 2 })
  })
})

describeObjectStore('a bound filesystem', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'aura bound '))
  return {
    store: boundStore(openFilesystemStore(directory)),
    flipByte: async (key, offset) => {
      const { readFile, writeFile } = await import('node:fs/promises')
      const bytes = await readFile(join(directory, key))
      bytes[offset] = (bytes[offset] ?? 0) ^ 1
      await writeFile(join(directory, key), bytes)
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true }),
  }
})
