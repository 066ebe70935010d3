import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { openFilesystemStore } from '@aura-sign/object-store'
import type { Manifest } from '@aura-sign/recovery'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { CommandContext } from '../config.ts'
import { findUnfitPsql } from './check-psql.ts'
import { fetchBackup } from './fetch-backup.ts'
import { fetchLatest } from './fetch-latest.ts'
import { shellFolder } from './shell-path.ts'

const text = '--\n\\restrict token\nselect 1;\n'
const stem = 'backup_2026-11-23_10-15-00'

describe('a fetched backup', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'aura fetch '))
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  const directory = () => join(root, 'out')
  const store = () => openFilesystemStore(join(root, 'store'))
  const keep = async (compression: 'gzip' | 'zstd', from = text): Promise<Manifest> => {
    const bytes = compression === 'gzip' ? gzipSync(from) : zstdCompressSync(from)
    const name = `${stem}.sql.${compression === 'gzip' ? 'gz' : 'zst'}`
    const { sha256, sizeBytes } = await store().put(name, bytes)
    const file = { sha256, sizeBytes, uncompressedBytes: from.length, compression, encryption: null }
    return { name, file, globals: null } as Manifest
  }
  const path = () => join(directory(), `${stem}.sql.gz`)
  const fetch = (manifest: Manifest) =>
    fetchBackup(store(), { manifest, directory: directory(), identities: [], onBytes: () => undefined })
  const latest = (manifest: Manifest, from = store()) =>
    fetchLatest(from, { manifest, directory: directory(), identities: [] })

  it.each(['gzip', 'zstd'] as const)(
    'of %s is gzip, for its owner only, and told with its hash',
    async (compression) => {
      const fetched = await fetch(await keep(compression))
      expect(gunzipSync(readFileSync(path())).toString()).toBe(text)
      expect(fetched.sha256).toBe(createHash('sha256').update(readFileSync(path())).digest('hex'))
      expect(statSync(path()).mode & 0o777).toBe(0o600)
    },
  )

  it('is not fetched again when it is there, and never written over another file', async () => {
    const manifest = await keep('gzip')
    await fetch(manifest)
    await expect(fetch(manifest)).resolves.toMatchObject({ sha256: manifest.file.sha256 })
    writeFileSync(path(), 'mine')
    await expect(fetch(manifest)).rejects.toMatchObject({ code: 'download_exists' })
    expect(readFileSync(path(), 'utf8')).toBe('mine')
  })

  it('leaves nothing when it is damaged', async () => {
    const manifest = await keep('gzip')
    await store().put(manifest.name, gzipSync('select 2;'))
    await expect(fetch(manifest)).rejects.toMatchObject({ code: 'backup_corrupt' })
    expect(() => statSync(path())).toThrow('ENOENT')
  })

  it('that is the latest is used again while its bytes are the same, and fetched anew when they are not', async () => {
    const manifest = await keep('zstd')
    const first = await latest(manifest)
    const unread = store()
    vi.spyOn(unread, 'get').mockRejectedValue(new Error('it was fetched again'))
    expect(await latest(manifest, unread)).toEqual(first)
    writeFileSync(path(), gzipSync('select 2;'))
    expect(await latest(manifest)).toEqual(first)
    expect(gunzipSync(readFileSync(path())).toString()).toBe(text)
  })

  it('that is the latest takes the place of the one before', async () => {
    const manifest = await keep('gzip')
    mkdirSync(directory())
    writeFileSync(join(directory(), 'backup_2026-11-22_10-15-00.sql.gz'), '')
    await latest(manifest)
    expect(() => statSync(join(directory(), 'backup_2026-11-22_10-15-00.sql.gz'))).toThrow('ENOENT')
  })

  it.each([
    ['17.5', text, '17.5'],
    ['17.6', text, null],
    ['15.13', text, '15.13'],
    ['15.14', text, null],
    ['12.22', text, '12.22'],
    ['18.0', text, null],
    ['17.5', 'select 1;', null],
    ['17.5', `--\ninsert into t values ('${'x'.repeat(200_000)}\n\\restrict x');`, null],
  ])('psql %s of %j: unfit is %s', async (version, dump, expected) => {
    await fetch(await keep('gzip', dump))
    const programs = join(root, 'bin')
    mkdirSync(programs)
    writeFileSync(join(programs, 'psql'), `#!/bin/sh\necho "psql (PostgreSQL) ${version}"\n`)
    chmodSync(join(programs, 'psql'), 0o755)
    const context = { environment: { PATH: `${programs}${delimiter}/usr/bin` } } as unknown as CommandContext
    expect(await findUnfitPsql(context, path())).toBe(expected)
  })

  it.each([
    ['/srv/aura', '/srv/aura/.aura', '.aura/fetched'],
    ['/srv/my aura', '/srv/my aura/.aura', '.aura/fetched'],
    ['/srv/my aura/apps', '/srv/my aura/.aura', '../.aura/fetched'],
    ['/tmp', '/srv/my aura/.aura', '.aura-fetched'],
    ['/tmp', '/srv/*/.aura', '.aura-fetched'],
  ])('from %s with data in %s is one word for a shell: %s', (from, preferred, expected) => {
    expect(shellFolder(preferred, { from, name: 'fetched' })).toBe(expected)
  })
})
