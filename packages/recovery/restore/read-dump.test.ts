import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { openFilesystemStore } from '@aura-sign/object-store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readDump } from './read-dump.ts'

describe('readDump', () => {
  let directory: string
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'aura-dump-'))
  })
  afterEach(() => rm(directory, { recursive: true }))

  const read = async (file: Uint8Array, sha256 = createHash('sha256').update(file).digest('hex')) => {
    const store = openFilesystemStore(directory)
    await store.put('dump', file)
    return (await Array.fromAsync(readDump(store, { name: 'dump', sha256 }))).join('')
  }

  it('gives the text back, also where a character lies across two chunks', async () => {
    const text = `x${'é'.repeat(100_000)}`
    expect(await read(gzipSync(text))).toBe(text)
  })

  const text = 'select 1;\n'.repeat(10_000)
  it.each([
    ['ends early', gzipSync(text).subarray(0, -20)],
    ['is no gzip', randomBytes(1_000)],
    ['is empty', new Uint8Array()],
    ['is not UTF-8', gzipSync(Buffer.from([0x73, 0xff, 0xfe]))],
    ['has something after its end', Buffer.concat([gzipSync(text), Buffer.from('junk')])],
  ])('refuses a file that %s', async (_what, file) => {
    await expect(read(file)).rejects.toMatchObject({ code: 'backup_corrupt' })
  })

  it('refuses a file that is not the one announced', async () => {
    await expect(read(gzipSync(text), '0'.repeat(64))).rejects.toMatchObject({ code: 'backup_corrupt' })
  })

  it('says that a file is missing', async () => {
    const chunks = readDump(openFilesystemStore(directory), { name: 'absent', sha256: '' })
    await expect(chunks.next()).rejects.toMatchObject({ code: 'backup_missing' })
  })
})
