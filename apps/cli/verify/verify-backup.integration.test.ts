import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { freePort, systemClock } from '@aura-sign/core'
import { verificationProbes } from '@aura-sign/guardian'
import { acceptAttestation, cachedSchemas, hashEmbedder, registerSchema, seedIdentities } from '@aura-sign/identity'
import { type ObjectStore, openFilesystemStore } from '@aura-sign/object-store'
import {
  createBackup,
  listBackups,
  openServerScratch,
  openServerSnapshotSource,
  readVerdictOf,
  type ScratchPlace,
  type SnapshotSource,
  type VerifyOptions,
  verifyStoredBackup,
} from '@aura-sign/recovery'
import { addressOf, insertUser, startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { signAttestation } from '../drill/sign-attestation.ts'
import { scratchAt } from './testing/scratch-at.ts'

type Manifest = Awaited<ReturnType<typeof createBackup>>

const until = fileURLToPath(new URL('./testing/verify-until.ts', import.meta.url))

describe('the verification of a backup', () => {
  let root: string
  let folder: string
  let kept: string
  let database: TestDatabase
  let source: SnapshotSource
  let store: ObjectStore
  let scratch: ScratchPlace
  let good: Manifest
  let seconds = 0
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'aura verify '))
    folder = join(root, 'backups')
    kept = join(root, 'kept')
    database = await startTestDatabase()
    source = database.embedded ?? openServerSnapshotSource({ url: database.url })
    store = openFilesystemStore(folder)
    scratch = scratchAt({ databaseUrl: database.embedded ? null : database.url, root })
    await fill(database)
    good = await backup()
    await cp(folder, kept, { recursive: true })
  })
  beforeEach(async () => {
    await rm(folder, { recursive: true })
    await cp(kept, folder, { recursive: true })
  })
  afterEach(async () => expect(await scratch.clear()).toEqual([]))
  afterAll(async () => {
    await database.close()
    await rm(root, { recursive: true })
  })

  const backup = () => {
    seconds += 1
    const at = new Date(Date.parse('2026-12-01T10:00:00Z') + seconds * 1_000)
    return createBackup(source, { store, clock: { ...systemClock, now: () => at } })
  }
  const probes = () => verificationProbes({ now: () => new Date(), chainRpcUrls: undefined, seed: 7 })
  const verify = (name = good.name, options: Partial<VerifyOptions> = {}) =>
    verifyStoredBackup(name, { store, scratch, probes: probes(), clock: systemClock, ...options })
  const path = (name: string) => join(folder, name)
  const manifestPath = ({ name }: Manifest) => path(`${name.slice(0, name.indexOf('.'))}.manifest.json`)
  const writeManifest = (manifest: Manifest) => writeFile(manifestPath(good), JSON.stringify(manifest))
  /** Another dump in the place of the good one, with a manifest that believes it. */
  const replaceData = async (other: Manifest) => {
    await cp(path(other.name), path(good.name))
    await writeManifest({ ...good, file: other.file })
  }
  const redOf = async (name = good.name) => {
    const verdict = await verify(name)
    expect(await readVerdictOf(store, name)).toEqual(verdict)
    const red = verdict.checks.filter(({ ok }) => !ok)
    expect(verdict.ok).toBe(red.length === 0)
    return red.map((check) => check.name)
  }

  it('restores it, compares everything, asks the probes and records that it is whole', async () => {
    const steps = new Set<string>()
    const verdict = await verify(good.name, { onProgress: ({ step }) => steps.add(step) })
    expect(verdict.checks.filter(({ ok }) => !ok)).toEqual([])
    expect(verdict).toMatchObject({ ok: true, backup: good.name, sha256: good.file.sha256 })
    expect(verdict.checks.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['file', 'restore', 'row counts', 'content fingerprints', 'definitions']),
    )
    expect(verdict.checks.at(-2)).toMatchObject({
      detail: expect.stringContaining('of 1 a sample with seed 7: 1 verified'),
    })
    expect(verdict.checks.at(-1)).toMatchObject({ detail: expect.stringMatching(/5 searches by \w+ found \d+ %/) })
    expect([...steps]).toEqual(['read-back', 'scratch', 'load', 'compare', 'probe', 'record'])
    expect(await listBackups(store)).toMatchObject([{ verdict: { ok: true } }])
  })

  it('counts for the file that was verified, and no longer when another is in its place', async () => {
    await verify()
    await writeManifest({ ...good, file: { ...good.file, sha256: '0'.repeat(64) } })
    expect(await listBackups(store)).toMatchObject([{ verdict: null }])
  })

  it.each<[string, string, () => Promise<void>]>([
    [
      'a flipped bit',
      'file',
      async () => {
        const bytes = await readFile(path(good.name))
        bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
        await writeFile(path(good.name), bytes)
      },
    ],
    ['a truncated file', 'file', () => truncate(path(good.name), 20)],
    ['data that is gone', 'file', () => rm(path(good.name))],
    ['a manifest that is no JSON', 'manifest', () => writeFile(manifestPath(good), '{')],
    ['a manifest that is gone', 'manifest', () => rm(manifestPath(good))],
    [
      'the manifest of another backup',
      'manifest',
      async () => {
        const other = await backup()
        await cp(manifestPath(other), manifestPath(good))
      },
    ],
  ])('is red for %s, without restoring anything', async (_fault, check, plant) => {
    await plant()
    expect(await redOf()).toEqual([check])
  })

  it('is red for rows that the manifest does not know, and for rows that are missing', async () => {
    await insertUser(database.sql, { address: addressOf(0xabc) })
    const more = await backup()
    await database.sql`delete from users where founding_account like '%abc'`
    await replaceData(more)
    expect(await redOf()).toEqual(['row counts', 'content fingerprints'])
    await database.sql`delete from sessions`
    await database.sql`insert into siwe_nonces (nonce, expires_at) values ('nonce000000000000', now())`
    const [withRow] = [await backup()]
    await database.sql`delete from siwe_nonces`
    const less = await backup()
    await writeManifest({ ...good, database: withRow.database, file: less.file })
    await cp(path(less.name), path(good.name))
    expect(await redOf()).toEqual(['row counts', 'content fingerprints'])
  })

  it('is red for one value that differs', async () => {
    await database.sql`update users set created_at = created_at + interval '1 second' where id = (select min(id::text)::uuid from users)`
    const other = await backup()
    await database.sql`update users set created_at = created_at - interval '1 second' where id = (select min(id::text)::uuid from users)`
    await replaceData(other)
    expect(await redOf()).toEqual(['content fingerprints'])
  })

  it('is red without the vector index, whether the manifest knows of it or not', async () => {
    const [index] = await database.sql`select pg_get_indexdef('embeddings_embedding_idx'::regclass) as definition`
    await database.sql`drop index embeddings_embedding_idx`
    const without = await backup()
    await database.sql.unsafe(String(index?.definition))
    expect(await redOf(without.name)).toEqual(['similarity search'])
    await replaceData(without)
    expect(await redOf()).toEqual(['indexes', 'definitions', 'similarity search'])
  })

  it('is red for a signature that was altered before the backup, which no comparison would see', async () => {
    const [before] = await database.sql`select object from attestations`
    await database.sql`
      update attestations set object = jsonb_set(object, '{signature,s}', to_jsonb('0x' || repeat('1', 64)))`
    const altered = await backup()
    await database.sql`update attestations set object = ${database.sql.json(before?.object)}`
    expect(await redOf(altered.name)).toEqual(['attestation signatures'])
  })

  it('is red for a backup of an empty database', async () => {
    await using empty = await startTestDatabase()
    await empty.superuser`drop schema public cascade`
    await empty.superuser`create schema public`
    const from = empty.embedded ?? openServerSnapshotSource({ url: empty.url })
    const { name } = await createBackup(from, { store, clock: systemClock })
    expect(await redOf(name)).toContain('content')
  })

  it('is red when a probe fails, also by an error of its own', async () => {
    const failing = [{ name: 'broken', run: () => Promise.reject(new Error('the domain is broken')) }]
    const verdict = await verify(good.name, { probes: failing })
    expect(verdict.ok).toBe(false)
    expect(verdict.checks.at(-1)).toEqual({ name: 'broken', ok: false, detail: 'the domain is broken' })
  })

  it('proves nothing, and records nothing, where it could not be tried', async () => {
    const { postgres } = good.database
    await writeManifest({ ...good, database: { ...good.database, postgres: { ...postgres, major: 99 } } })
    await expect(verify()).rejects.toMatchObject({ code: 'postgres_older' })
    await writeManifest(good)
    const away = openServerScratch({ url: `postgresql://admin@127.0.0.1:${await freePort()}/aura` })
    await expect(verify(good.name, { scratch: away })).rejects.toMatchObject({ code: 'verification_elsewhere' })
    await expect(verify('backup_2020-01-01_00-00-00.sql.gz')).rejects.toMatchObject({ code: 'backup_missing' })
    const asked = new AbortController()
    const stopped = verify(good.name, {
      signal: asked.signal,
      onProgress: ({ step, bytes, totalBytes }) => {
        if (step === 'load' && bytes === totalBytes) asked.abort()
      },
    })
    await expect(stopped).rejects.toThrow()
    expect(await readVerdictOf(store, good.name)).toBeNull()
  })

  it('leaves the scratch database of another verification that is under way alone', async () => {
    await using mine = await scratch.open()
    expect(await scratch.clear()).toEqual([])
    expect(mine.name).toMatch(/^aura_verify_\d{14}_[0-9a-f]{8}$/)
  })

  it('removes after kill -9 at each of its steps what the killed one left, and goes on', async () => {
    const databaseUrl = database.embedded ? '' : database.url
    for (const step of ['scratch', 'load', 'compare', 'probe', 'record']) {
      const child = spawn(process.execPath, [until, root, store.url, databaseUrl, step], {
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const [[code], said, errors] = await Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)])
      expect([code, said.trim(), errors]).toEqual([null, `killed at ${step}`, ''])
      expect(await readVerdictOf(store, good.name)).toBeNull()
      // A server needs a moment to notice that the one who held the lock is gone.
      if (step !== 'scratch' && step !== 'record') await expect.poll(() => scratch.clear()).toHaveLength(1)
    }
    expect(await redOf()).toEqual([])
    if (database.embedded) expect(await readdir(join(root, 'embedded', 'verify'))).toEqual([])
  }, 180_000)
})

async function fill({ sql }: TestDatabase): Promise<void> {
  const now = new Date()
  await seedIdentities(sql, hashEmbedder(), { count: 60, seed: 'verify', now })
  const account = privateKeyToAccount(`0x${'7'.repeat(64)}`)
  const registered = await registerSchema(sql, { schema: 'string said', revocable: true, now })
  if (!registered.ok) throw new Error(registered.detail)
  const object = await signAttestation(account, {
    ...{ schema: registered.schema, text: 'it is so', recipient: account.address, now },
  })
  const accepted = await acceptAttestation(
    { sql, clock: systemClock, findSchema: cachedSchemas(sql) },
    { object, signer: account.address },
  )
  if (!accepted.ok) throw new Error(accepted.reason)
  await sql`insert into recovery_heartbeats (at) values (${now})`
}
