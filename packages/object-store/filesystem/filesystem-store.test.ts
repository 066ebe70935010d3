import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, open, readdir, readlink, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { describeObjectStore } from '../contract/describe-object-store.ts'
import { listObjects, openObjectStore, readObject } from '../index.ts'

const directories: string[] = []
const newDirectory = async () => {
  const directory = await mkdtemp(join(tmpdir(), 'aura store '))
  directories.push(directory)
  return directory
}
afterAll(() => Promise.all(directories.map((directory) => rm(directory, { recursive: true, force: true }))))

describeObjectStore('the filesystem', async () => {
  const directory = await newDirectory()
  return {
    store: openObjectStore(pathToFileURL(directory).href),
    flipByte: (key, offset) => flipByte(join(directory, key), offset),
    [Symbol.asyncDispose]: async () => undefined,
  }
})

describe('the filesystem store', () => {
  it('writes plain files that only their owner may read, and leaves no temporary ones', async () => {
    const directory = await newDirectory()
    const store = openObjectStore(pathToFileURL(directory).href)
    await store.put('data/object', Buffer.from('x'))
    expect((await stat(join(directory, 'data/object'))).mode & 0o777).toBe(0o600)
    expect((await stat(join(directory, 'data'))).mode & 0o777).toBe(0o700)
    expect(await readdir(join(directory, '.aura-temporary'))).toEqual([])
  })

  it('neither lists nor opens links', async () => {
    const directory = await newDirectory()
    const outside = join(await newDirectory(), 'secret')
    await writeFile(outside, 'secret')
    await symlink(outside, join(directory, 'link'))
    const store = openObjectStore(pathToFileURL(directory).href)
    expect(await store.get('link')).toBeNull()
    expect(await store.head('link')).toBeNull()
    expect(await Array.fromAsync(listObjects(store, ''))).toEqual([])
  })

  it('finds no object in a pipe that nobody writes to', async () => {
    const directory = await newDirectory()
    execFileSync('mkfifo', [join(directory, 'pipe')])
    const store = openObjectStore(pathToFileURL(directory).href)
    expect(await store.get('pipe')).toBeNull()
    expect(await store.head('pipe')).toBeNull()
  })

  it('gives a small object as it was when it was asked for, and holds no file meanwhile', async () => {
    const directory = await newDirectory()
    const store = openObjectStore(pathToFileURL(directory).href)
    await store.put('key', Buffer.from('first'))
    const openFiles = () =>
      readlinksOf('/proc/self/fd').then((paths) => paths.filter((path) => path.startsWith(directory)))
    const found = await store.get('key')
    expect(await openFiles()).toEqual([])
    await store.put('key', Buffer.from('second'))
    expect(Buffer.concat(await Array.fromAsync(found?.body ?? [])).toString()).toBe('first')
  })

  it('removes what a killed writer left a day ago and keeps what is being written', async () => {
    const directory = await newDirectory()
    const temporary = join(directory, '.aura-temporary')
    await mkdir(temporary)
    for (const name of ['old', 'new']) await writeFile(join(temporary, name), 'x')
    const longAgo = new Date(Date.now() - 25 * 3_600_000)
    await utimes(join(temporary, 'old'), longAgo, longAgo)
    await openObjectStore(pathToFileURL(directory).href).put('key', Buffer.from('x'))
    expect(await readdir(temporary)).toEqual(['new'])
  })

  it('sweeps what was left before a time, without a write, and keeps what is being written', async () => {
    const directory = await newDirectory()
    const temporary = join(directory, '.aura-temporary')
    await mkdir(temporary)
    for (const name of ['old', 'new']) await writeFile(join(temporary, name), 'x')
    const longAgo = new Date(Date.now() - 25 * 3_600_000)
    await utimes(join(temporary, 'old'), longAgo, longAgo)
    const store = openObjectStore(pathToFileURL(directory).href)
    await store.sweep({ before: new Date(Date.now() - 24 * 3_600_000) })
    expect(await readdir(temporary)).toEqual(['new'])
    await openObjectStore(pathToFileURL(await newDirectory()).href).sweep({ before: new Date() })
  })

  it('says where it failed when the place cannot be used', async () => {
    const directory = await newDirectory()
    const file = join(directory, 'file')
    await writeFile(file, 'x')
    const store = openObjectStore(pathToFileURL(join(file, 'below')).href)
    await expect(store.put('key', Buffer.from('x'))).rejects.toMatchObject({
      code: 'object_store_failed',
      parameters: { detail: /ENOTDIR/ },
    })
  })

  it.each(['/var/backups', 's3://', 'file://host/path', 'file:///path?x=1', ''])('refuses the URL %j', (url) => {
    expect(() => openObjectStore(url)).toThrow(expect.objectContaining({ code: 'object_store_url_invalid' }))
  })

  it('reads small objects whole, up to the bound given', async () => {
    const store = openObjectStore(pathToFileURL(await newDirectory()).href)
    await store.put('small', Buffer.from('12345'))
    expect((await readObject(store, 'small', { maxBytes: 5 }))?.toString()).toBe('12345')
    expect(await readObject(store, 'absent', { maxBytes: 5 })).toBeNull()
    await expect(readObject(store, 'small', { maxBytes: 4 })).rejects.toMatchObject({ code: 'object_too_large' })
  })
})

async function readlinksOf(directory: string): Promise<string[]> {
  const names = await readdir(directory)
  return await Promise.all(names.map((name) => readlink(join(directory, name)).catch(() => '')))
}

async function flipByte(path: string, offset: number): Promise<void> {
  await using file = await open(path, 'r+')
  const byte = Buffer.alloc(1)
  await file.read(byte, 0, 1, offset)
  byte.writeUInt8(byte.readUInt8(0) ^ 1)
  await file.write(byte, 0, 1, offset)
}
