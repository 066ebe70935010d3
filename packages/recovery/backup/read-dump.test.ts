import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { openFilesystemStore } from '@aura-sign/object-store'
import { Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { backupNameOf, backupStemAt } from './backup-name.ts'
import type { Manifest } from './manifest.ts'
import { readDump } from './read-dump.ts'

type File = Manifest['file']

describe('readDump', () => {
  let directory: string
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'aura-dump-'))
  })
  afterEach(() => rm(directory, { recursive: true }))

  const stem = backupStemAt(new Date('2026-11-23T10:15:00Z'))
  const name = backupNameOf(stem)
  const text = 'select 1;\n'.repeat(10_000)
  const fileOf = (stored: Uint8Array, facts: Partial<File> = {}): File => ({
    sizeBytes: stored.length,
    sha256: createHash('sha256').update(stored).digest('hex'),
    uncompressedBytes: text.length,
    compression: 'gzip',
    encryption: null,
    ...facts,
  })
  const read = async (stored: Uint8Array, facts: Partial<File> = {}, identities: string[] = []) => {
    const store = openFilesystemStore(directory)
    await store.put(name, stored)
    const manifest = { name, file: fileOf(stored, facts) }
    return Buffer.concat(await Array.fromAsync(readDump(store, { manifest, identities }))).toString()
  }
  const halves = [text.slice(0, 5_000), text.slice(5_000)] as const
  const encryptFor = async (identity: string, bytes: Uint8Array) => {
    const recipient = await identityToRecipient(identity)
    const encrypter = new Encrypter()
    encrypter.addRecipient(recipient)
    const encryption = { method: 'age' as const, recipients: [recipient] }
    return { stored: await encrypter.encrypt(bytes), encryption }
  }

  it.each([
    ['gzip', 'gzip', gzipSync(text)],
    ['gzip of two members', 'gzip', Buffer.concat(halves.map((half) => gzipSync(half)))],
    ['zstd', 'zstd', zstdCompressSync(text)],
    ['zstd of two frames', 'zstd', Buffer.concat(halves.map((half) => zstdCompressSync(half)))],
  ] as const)('gives the text back from %s', async (_what, compression, stored) => {
    expect(await read(stored, { compression })).toBe(text)
  })

  it('decrypts with the identity of one of the recipients', async () => {
    const identity = await generateX25519Identity()
    const { stored, encryption } = await encryptFor(identity, gzipSync(text))
    expect(await read(stored, { encryption }, [await generateX25519Identity(), identity])).toBe(text)
  })

  it('says that an identity is missing, or which one is wanted', async () => {
    const { stored, encryption } = await encryptFor(await generateX25519Identity(), gzipSync(text))
    await expect(read(stored, { encryption })).rejects.toMatchObject({ code: 'identity_missing' })
    await expect(read(stored, { encryption }, [await generateX25519Identity()])).rejects.toMatchObject({
      code: 'identity_wrong',
      parameters: { recipients: encryption.recipients[0] },
    })
  })

  it('refuses an encrypted file in which one bit has changed', async () => {
    const identity = await generateX25519Identity()
    const { stored, encryption } = await encryptFor(identity, gzipSync(text))
    const last = stored.length - 1
    stored[last] = (stored[last] ?? 0) ^ 1
    await expect(read(stored, { encryption }, [identity])).rejects.toMatchObject({ code: 'backup_corrupt' })
  })

  it.each([
    ['ends early', 'gzip', gzipSync(text).subarray(0, -20)],
    ['is no gzip', 'gzip', randomBytes(1_000)],
    ['is no zstd', 'zstd', gzipSync(text)],
    ['ends amid a frame', 'zstd', zstdCompressSync(text).subarray(0, -4)],
    ['is empty', 'gzip', new Uint8Array()],
    ['lacks its second member', 'gzip', gzipSync(halves[0])],
    ['has something after its end', 'gzip', Buffer.concat([gzipSync(text), Buffer.from('junk')])],
  ] as const)('refuses a file that %s', async (_what, compression, stored) => {
    await expect(read(stored, { compression })).rejects.toMatchObject({ code: 'backup_corrupt' })
  })

  it('refuses a file that is not the one announced', async () => {
    await expect(read(gzipSync(text), { sha256: '0'.repeat(64) })).rejects.toMatchObject({ code: 'backup_corrupt' })
  })

  it('says that a file is missing', async () => {
    const chunks = readDump(openFilesystemStore(directory), { manifest: { name, file: fileOf(gzipSync(text)) } })
    await expect(chunks.next()).rejects.toMatchObject({ code: 'backup_missing' })
  })
})
