import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listObjects, type ObjectStore, type StoredObject } from '../index.ts'

export interface StoreUnderTest extends AsyncDisposable {
  readonly store: ObjectStore
  /** Damages the stored bytes behind the store's back. */
  flipByte(key: string, offset: number): Promise<void>
}

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex')

/** What every implementation of the port guarantees; `open` gives an empty store. */
export function describeObjectStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`object store contract on ${name}`, () => {
    let subject: StoreUnderTest
    let store: ObjectStore
    beforeEach(async () => {
      subject = await open()
      store = subject.store
    })
    afterEach(() => subject[Symbol.asyncDispose]())

    const text = async (key: string, range?: { start: number; end?: number }) => {
      const found = await store.get(key, range ? { range } : {})
      return found && (await bytesOf(found)).toString()
    }
    const keys = async (prefix: string) => {
      const found: string[] = []
      for await (const object of listObjects(store, prefix)) found.push(object.key)
      return found
    }

    it('returns what was put, with the size and hash of the bytes', async () => {
      const written = await store.put('a/b.txt', Buffer.from('hello'))
      expect(written).toEqual({ key: 'a/b.txt', sizeBytes: 5, sha256: sha256('hello') })
      expect(await text('a/b.txt')).toBe('hello')
      expect(await store.head('a/b.txt')).toMatchObject({ key: 'a/b.txt', sizeBytes: 5 })
    })

    it('keeps an empty object', async () => {
      expect(await store.put('empty', new Uint8Array())).toEqual({ key: 'empty', sizeBytes: 0, sha256: sha256('') })
      expect(await text('empty')).toBe('')
    })

    it('streams an object of many chunks in and out unchanged', async () => {
      const chunk = Buffer.alloc(100_003, 'aura')
      async function* chunks() {
        for (let index = 0; index < 40; index += 1) yield chunk
      }
      const written = await store.put('large', chunks())
      const found = await store.get('large', { sha256: written.sha256 })
      expect(found?.head.sizeBytes).toBe(40 * chunk.length)
      expect(sha256(await bytesOf(found))).toBe(written.sha256)
    })

    it('replaces an object as a whole', async () => {
      await store.put('key', Buffer.from('a longer first version'))
      await store.put('key', Buffer.from('second'))
      expect(await text('key')).toBe('second')
    })

    it('answers null for what is not there', async () => {
      await store.put('directory/file', Buffer.from('x'))
      for (const key of ['absent', 'directory', 'directory/file/below', 'directory/absent']) {
        expect(await store.get(key)).toBeNull()
        expect(await store.head(key)).toBeNull()
      }
    })

    it('leaves the old object and nothing else when the source breaks off', async () => {
      await store.put('key', Buffer.from('old'))
      async function* broken() {
        yield Buffer.from('new')
        throw new Error('the source broke off')
      }
      await expect(store.put('key', broken())).rejects.toThrow('the source broke off')
      await expect(store.put('other', broken())).rejects.toThrow('the source broke off')
      expect(await text('key')).toBe('old')
      expect(await keys('')).toEqual(['key'])
    })

    it('refuses bytes that do not have the announced hash', async () => {
      const put = store.put('key', Buffer.from('hello'), { sha256: sha256('goodbye') })
      await expect(put).rejects.toMatchObject({ code: 'object_corrupt' })
      expect(await store.head('key')).toBeNull()
    })

    it('finds a damaged byte when the hash is given', async () => {
      const written = await store.put('key', Buffer.from('hello, world'))
      await subject.flipByte('key', 7)
      const found = await store.get('key', { sha256: written.sha256 })
      await expect(bytesOf(found)).rejects.toMatchObject({ code: 'object_corrupt' })
    })

    it('reads a range, both ends included and cut at the end of the object', async () => {
      await store.put('key', Buffer.from('0123456789'))
      expect(await text('key', { start: 2, end: 4 })).toBe('234')
      expect(await text('key', { start: 7 })).toBe('789')
      expect(await text('key', { start: 8, end: 100 })).toBe('89')
    })

    it('lets exactly one of many concurrent conditional writers win', async () => {
      const attempts = Array.from({ length: 20 }, (_, index) =>
        store.putIfAbsent('lock', Buffer.from(`writer ${index}`)),
      )
      const results = await Promise.all(attempts)
      const winners = results.flatMap((result, index) => (result.ok ? [index] : []))
      expect(winners).toHaveLength(1)
      expect(await text('lock')).toBe(`writer ${winners[0]}`)
      expect(await store.putIfAbsent('lock', Buffer.from('late'))).toEqual({ ok: false, reason: 'exists' })
    })

    it('lists keys below a prefix in byte order, page by page', async () => {
      const all = ['a', 'b-c', 'b/a', 'b/c/d', 'b/é', 'b0', 'c']
      for (const key of [...all].reverse()) await store.put(key, Buffer.from(key))
      expect(await keys('')).toEqual(all)
      expect(await keys('b/')).toEqual(['b/a', 'b/c/d', 'b/é'])
      expect(await keys('b')).toEqual(['b-c', 'b/a', 'b/c/d', 'b/é', 'b0'])
      expect(await keys('nothing')).toEqual([])
      const paged: string[] = []
      let after: string | null = ''
      for (let page = 0; after !== null && page < 10; page += 1) {
        const found: Awaited<ReturnType<typeof store.list>> = await store.list('b', { limit: 2, after })
        expect(found.objects.length).toBeLessThanOrEqual(2)
        paged.push(...found.objects.map((object) => object.key))
        after = found.next
      }
      expect(paged).toEqual(['b-c', 'b/a', 'b/c/d', 'b/é', 'b0'])
    })

    it('leaves out of a list what is not wanted, and goes on behind it', async () => {
      for (const key of ['a', 'b', 'c', 'd', 'e']) await store.put(key, Buffer.from(key))
      const wants = (key: string) => key === 'b' || key === 'e'
      expect((await Array.fromAsync(listObjects(store, '', { wants }))).map(({ key }) => key)).toEqual(['b', 'e'])
      const first = await store.list('', { limit: 2, wants: (key) => key > 'b' })
      expect(first).toEqual({ objects: [], next: 'b' })
      expect((await store.list('', { after: 'b', limit: 2, wants })).objects).toEqual([])
    })

    it('keeps keys of any characters, in the order of their UTF-8 bytes', async () => {
      // The bytes of "～" come before those of the key; in UTF-16 it is the other way round.
      const odd = ['d/ +%26%&<>"\'=?#[]{}|~*!$;,@^`', 'd/%2e%2e', 'd/a b', 'd/a+b', 'd/\u2028', 'd/～', 'd/🔑']
      for (const key of [...odd].reverse()) await store.put(key, Buffer.from(key))
      expect(await keys('d/')).toEqual(odd)
      for (const key of odd) expect(await text(key)).toBe(key)
      expect((await store.list('d/', { after: 'd/a b', limit: 1 })).objects).toMatchObject([{ key: 'd/a+b' }])
      expect((await store.copy('d/🔑', 'copy of "～"/+'))?.sizeBytes).toBe(6)
      expect(await store.deleteMany(odd)).toEqual([])
      expect(await keys('')).toEqual(['copy of "～"/+'])
    })

    it('answers with nothing for a range that holds nothing', async () => {
      await store.put('key', Buffer.from('0123456789'))
      await store.put('empty', new Uint8Array())
      for (const range of [{ start: 10 }, { start: 99, end: 200 }, { start: 5, end: 4 }]) {
        expect(await text('key', range)).toBe('')
      }
      expect(await text('empty', { start: 0 })).toBe('')
      expect(await text('absent', { start: 99 })).toBeNull()
      expect((await store.get('key', { range: { start: 2, end: 3 } }))?.head.sizeBytes).toBe(10)
      expect((await store.get('key', { range: { start: 99 } }))?.head.sizeBytes).toBe(10)
    })

    it('lets exactly one of many concurrent conditional writers of a large object win', async () => {
      const attempts = Array.from({ length: 20 }, async (_, index) => {
        const chunk = Buffer.alloc(2 ** 20, `writer ${index}`)
        async function* chunks() {
          for (let sent = 0; sent < 9; sent += 1) yield chunk
        }
        return await store.putIfAbsent('large', chunks())
      })
      const results = await Promise.all(attempts)
      const winners = results.flatMap((result) => (result.ok ? [result.object] : []))
      expect(winners).toHaveLength(1)
      const found = await store.get('large', { sha256: winners[0]?.sha256 ?? '' })
      expect((await bytesOf(found)).length).toBe(9 * 2 ** 20)
    })

    it('copies an object whole, over another one too', async () => {
      await store.put('from', Buffer.from('new'))
      await store.put('to/there', Buffer.from('an older one'))
      expect(await store.copy('from', 'to/there')).toMatchObject({ key: 'to/there', sizeBytes: 3 })
      expect(await text('to/there')).toBe('new')
      expect(await text('from')).toBe('new')
      expect(await store.copy('from', 'from')).toMatchObject({ key: 'from', sizeBytes: 3 })
      expect(await store.copy('absent', 'to/nowhere')).toBeNull()
      expect(await keys('')).toEqual(['from', 'to/there'])
    })

    it('deletes more at once than a page holds', async () => {
      const many = Array.from({ length: 1_203 }, (_, index) => `many/${index}`)
      for (let start = 0; start < many.length; start += 50) {
        await Promise.all(many.slice(start, start + 50).map((key) => store.put(key, Buffer.from('x'))))
      }
      await store.put('other', Buffer.from('x'))
      expect(await keys('many/')).toHaveLength(1_203)
      expect(await store.deleteMany([...many, 'many/absent'])).toEqual([])
      expect(await keys('')).toEqual(['other'])
      expect(await store.deleteMany([])).toEqual([])
    })

    it('leaves what is below a key when that is deleted', async () => {
      await store.put('a/key', Buffer.from('x'))
      await store.delete('a')
      expect(await store.deleteMany(['a'])).toEqual([])
      expect(await text('a/key')).toBe('x')
    })

    it('ends a call with the reason of its signal', async () => {
      await store.put('key', Buffer.alloc(2 ** 20))
      const controller = new AbortController()
      const found = await store.get('key', { signal: controller.signal })
      controller.abort(new Error('no longer wanted'))
      await expect(bytesOf(found)).rejects.toThrow('no longer wanted')
      await expect(store.head('key', { signal: controller.signal })).rejects.toThrow('no longer wanted')
      const put = store.put('other', Buffer.from('x'), { signal: controller.signal })
      await expect(put).rejects.toThrow('no longer wanted')
      expect(await keys('')).toEqual(['key'])
    })

    it('deletes, and deletes again', async () => {
      await store.put('a/key', Buffer.from('x'))
      await store.delete('a/key')
      await store.delete('a/key')
      expect(await store.head('a/key')).toBeNull()
      expect(await keys('')).toEqual([])
    })

    it.each([
      '',
      '/etc/passwd',
      '../outside',
      'a/../../outside',
      'a//b',
      'a/./b',
      'a/',
      'a\\..\\b',
      'nul\0byte',
      'no\ufffexml',
      'c:/windows',
      '\ud800',
      '.aura-temporary/x',
      'x'.repeat(256),
      'x/'.repeat(600),
    ])('refuses the key %j everywhere', async (key) => {
      const refusal = { code: 'object_key_invalid' }
      await expect(store.put(key, Buffer.from('x'))).rejects.toMatchObject(refusal)
      await expect(store.putIfAbsent(key, Buffer.from('x'))).rejects.toMatchObject(refusal)
      await expect(store.get(key)).rejects.toMatchObject(refusal)
      await expect(store.head(key)).rejects.toMatchObject(refusal)
      await expect(store.delete(key)).rejects.toMatchObject(refusal)
      await expect(store.copy(key, 'x')).rejects.toMatchObject(refusal)
      await expect(store.copy('x', key)).rejects.toMatchObject(refusal)
      await expect(store.deleteMany(['x', key])).rejects.toMatchObject(refusal)
    })
  })
}

async function bytesOf(found: StoredObject | null): Promise<Buffer> {
  if (!found) throw new Error('there is no such object')
  return await buffer(found.body)
}
