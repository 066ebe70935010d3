import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listObjects, type ObjectStore, openFilesystemStore } from '@aura-sign/object-store'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { collectEvidence, evidenceKeptMs } from './collect-evidence.ts'
import { evidenceKey, incomingKey } from './evidence-key.ts'
import { readEvidence } from './read-evidence.ts'
import { storeEvidence } from './store-evidence.ts'

const now = new Date('2026-11-24T12:00:00Z')
const later = new Date(now.getTime() + evidenceKeptMs + 1)
const bytes = randomBytes(300_000)
const sha256 = createHash('sha256').update(bytes).digest('hex')
const attester = `0x${'a'.repeat(40)}`
const uid = `0x${'1'.repeat(64)}`

let database: TestDatabase
let folder: string
let store: ObjectStore
beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database?.close())
beforeEach(async () => {
  await database.sql`truncate evidence, attestations cascade`
  folder = await mkdtemp(join(tmpdir(), 'aura evidence '))
  store = openFilesystemStore(folder)
  return () => rm(folder, { recursive: true })
})

async function* chunks(buffer: Buffer): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < buffer.length; start += 65_536) yield buffer.subarray(start, start + 65_536)
}
const send = (options: Partial<Parameters<typeof storeEvidence>[1]> = {}) =>
  storeEvidence({ sql: database.sql, store }, { body: chunks(bytes), mediaType: 'application/pdf', now, ...options })
const collect = (at: Date) => collectEvidence({ sql: database.sql, store }, { now: at })
const keys = async () => (await Array.fromAsync(listObjects(store, ''))).map(({ key }) => key)
async function name(hash: string): Promise<void> {
  await database.sql`
    insert into attestations (id, attester, uid, schema_uid, recipient, chain_id, signed_time, expiration_time, revocable,
      object, texts, accepted_at)
    values ('01936000-0000-7000-8000-000000000000', ${attester}, ${uid}, ${uid}, ${attester}, 1, 1, 0, true, '{}', '', ${now})`
  await database.sql`
    insert into attestation_evidence (attester, uid, sha256, id)
    values (${attester}, ${uid}, ${hash}, '01936000-0000-7000-8000-000000000000')`
}
/** The filesystem's clock is the machine's: files are made as old as the test says that they are. */
const date = (key: string, at: Date) => utimes(join(folder, key), at, at)

describe('storeEvidence', () => {
  it.each([
    ['with the hash said before', { sha256 }],
    ['with nothing said', {}],
    ['with the right length said', { sizeBytes: bytes.length }],
  ])('keeps a file under its hash, %s, and nothing else', async (_how, said) => {
    const expected = { sha256, sizeBytes: bytes.length, mediaType: 'application/pdf', uploadedAt: now }
    expect(await send(said)).toEqual(expected)
    expect(await readEvidence(database.sql, sha256)).toEqual(expected)
    expect(await keys()).toEqual([evidenceKey(sha256)])
  })

  it('keeps a file that is sent by many at once one time', async () => {
    const sent = await Promise.all(Array.from({ length: 8 }, () => send()))
    expect(new Set(sent.map((evidence) => evidence.sha256))).toEqual(new Set([sha256]))
    expect(await keys()).toEqual([evidenceKey(sha256)])
  })

  it('keeps the type that the first sender gave a file, whatever another account calls the same bytes', async () => {
    const [first, second] = [randomUUID(), randomUUID()]
    await send({ uploadedBy: first, mediaType: 'application/octet-stream' })
    const again = await send({ uploadedBy: second, mediaType: 'text/plain' })
    expect([again.mediaType, (await readEvidence(database.sql, sha256))?.mediaType]).toEqual(
      Array(2).fill('application/octet-stream'),
    )
  })

  it('says of a file that was found without its row, and is sent again, what its bytes and its sender say', async () => {
    await database.sql`
      insert into evidence (sha256, size_bytes, media_type, uploaded_at)
      values (${sha256}, 1, 'application/octet-stream', ${now})`
    const expected = { sha256, sizeBytes: bytes.length, mediaType: 'application/pdf', uploadedAt: now }
    expect(await send()).toEqual(expected)
    expect(await readEvidence(database.sql, sha256)).toEqual(expected)
  })

  it.each([
    ['another hash', { sha256: '0'.repeat(64) }, 'evidence_differs'],
    ['another length', { sizeBytes: bytes.length + 1 }, 'evidence_differs'],
    ['another length and the hash', { sizeBytes: 1, sha256 }, 'evidence_differs'],
    ['too many bytes', { sizeBytesMax: bytes.length - 1 }, 'evidence_too_large'],
    ['no bytes', { body: chunks(Buffer.alloc(0)) }, 'evidence_empty'],
  ])('leaves nothing of a file with %s', async (_what, options, code) => {
    await expect(send(options)).rejects.toMatchObject({ code })
    expect(await keys()).toEqual([])
    expect(await readEvidence(database.sql, sha256)).toBeNull()
  })

  it.each([{ sha256 }, {}])('leaves nothing of a file that is cut off half-way %j', async (said) => {
    async function* cut(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 100_000)
      throw new Error('connection reset')
    }
    await expect(send({ ...said, body: cut() })).rejects.toThrow('connection reset')
    expect(await keys()).toEqual([])
    expect(await readEvidence(database.sql, sha256)).toBeNull()
  })
})

describe('collectEvidence', () => {
  it('removes what nobody has named within a day, and nothing younger', async () => {
    await send()
    expect(await collect(new Date(now.getTime() + evidenceKeptMs))).toEqual({ collected: 0, adopted: 0, abandoned: 0 })
    expect(await collect(later)).toEqual({ collected: 1, adopted: 0, abandoned: 0 })
    expect([await keys(), await readEvidence(database.sql, sha256)]).toEqual([[], null])
  })

  it('keeps what an attestation names, for ever', async () => {
    await send()
    await name(sha256)
    expect((await collect(later)).collected).toBe(0)
    expect(await keys()).toEqual([evidenceKey(sha256)])
  })

  it('gives a file that is sent again another day', async () => {
    await send()
    await send({ now: later })
    expect((await collect(later)).collected).toBe(0)
  })

  it('gives files without a row one, as after a restore, and their day', async () => {
    await store.put(evidenceKey(sha256), bytes)
    await date(evidenceKey(sha256), now)
    expect(await collect(now)).toEqual({ collected: 0, adopted: 1, abandoned: 0 })
    expect(await readEvidence(database.sql, sha256)).toMatchObject({ sizeBytes: bytes.length, uploadedAt: now })
    expect((await collect(later)).collected).toBe(1)
  })

  it('removes what a crashed upload has left after a day, and nothing that may still be coming', async () => {
    const [old, young] = [incomingKey(), incomingKey()]
    for (const key of [old, young]) await store.put(key, bytes)
    await date(old, now)
    await date(young, later)
    expect(await collect(later)).toEqual({ collected: 0, adopted: 0, abandoned: 1 })
    expect(await keys()).toEqual([young])
  })

  it('removes the bytes of an upload whose process was killed half-way, after a day', async () => {
    const temporary = join(folder, '.aura-temporary')
    await mkdir(temporary)
    for (const [name, at] of [
      ['killed', now],
      ['coming', later],
    ] as const) {
      await writeFile(join(temporary, name), bytes)
      await utimes(join(temporary, name), at, at)
    }
    await collect(later)
    expect(await readdir(temporary)).toEqual(['coming'])
  })

  /** Ends as a database that is lost before the commit does: the object may be gone, the row is not. */
  const collectHalf = async (remove: ObjectStore['delete']) => {
    const failing = Object.assign(openFilesystemStore(folder), {
      delete: async (...words: Parameters<ObjectStore['delete']>) => {
        await remove(...words)
        throw new Error('lost')
      },
    })
    await expect(collectEvidence({ sql: database.sql, store: failing }, { now: later })).rejects.toThrow('lost')
  }
  const rows = () => database.sql`select from evidence`

  it.each<[string, ObjectStore['delete']]>([
    ['before its object is gone', async () => undefined],
    ['after its object is gone', (...words) => store.delete(...words)],
  ])('gives nobody a file whose collection died %s, and the next finishes it', async (_when, remove) => {
    await send()
    await collectHalf(remove)
    expect([await readEvidence(database.sql, sha256), (await rows()).length]).toEqual([null, 1])
    expect((await collect(now)).collected).toBe(1)
    expect([await keys(), (await rows()).length]).toEqual([[], 0])
  })

  it('lets who sends a file again whose collection died have it back', async () => {
    await send()
    await collectHalf((...words) => store.delete(...words))
    await send({ now: later })
    expect(await readEvidence(database.sql, sha256)).toMatchObject({ uploadedAt: later })
    expect((await collect(later)).collected).toBe(0)
    expect(await keys()).toEqual([evidenceKey(sha256)])
  })

  it('gives back a file whose collection died and that a rebuilt attestation names', async () => {
    await send()
    await collectHalf(async () => undefined)
    await name(sha256)
    expect((await collect(later)).collected).toBe(0)
    expect(await readEvidence(database.sql, sha256)).not.toBeNull()
    expect(await keys()).toEqual([evidenceKey(sha256)])
  })

  it('gives no row to an object that another collection removes after it was listed', async () => {
    await store.put(evidenceKey(sha256), bytes)
    const stale = Object.assign(openFilesystemStore(folder), {
      list: async (...words: Parameters<ObjectStore['list']>) => {
        const page = await store.list(...words)
        await store.delete(evidenceKey(sha256))
        return page
      },
    })
    expect(await collectEvidence({ sql: database.sql, store: stale }, { now })).toMatchObject({ adopted: 0 })
    expect(await rows()).toHaveLength(0)
  })

  it('is told to a sender whose file it takes away at that moment', async () => {
    await send()
    const racing = Object.assign(openFilesystemStore(folder), {
      put: async (...words: Parameters<ObjectStore['put']>) => {
        const written = await store.put(...words)
        await collect(later)
        return written
      },
    })
    const again = storeEvidence(
      { sql: database.sql, store: racing },
      { body: chunks(bytes), sha256, mediaType: 'a/b', now },
    )
    await expect(again).rejects.toMatchObject({ code: 'evidence_collected' })
    expect(await rows()).toHaveLength(0)
  })
})
