import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listObjects, type ObjectStore, openFilesystemStore, readObject } from '@aura-sign/object-store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { journalKey } from './journal-keys.ts'
import type { JournalRecord } from './journal-record.ts'
import { parseJournalLine } from './journal-record.ts'
import { JournalWriter, putRecords } from './journal-writer.ts'

let folder: string
let store: ObjectStore
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aura journal '))
  store = openFilesystemStore(folder)
})
afterEach(() => rm(folder, { recursive: true }))

const recordOf = (number: number): JournalRecord => ({
  kind: 'revocation',
  attester: `0x${'a'.repeat(40)}`,
  uid: `0x${number.toString(16).padStart(64, '0')}`,
  acceptedAt: '2026-11-24T12:00:00.000Z',
  revocation: { number },
})
const keys = async () => (await Array.fromAsync(listObjects(store, ''))).map(({ key }) => key)
async function recordsAt(key: string): Promise<(JournalRecord | null)[]> {
  const bytes = await readObject(store, key, { maxBytes: 2 ** 20 })
  return (bytes?.toString() ?? '').trim().split('\n').map(parseJournalLine)
}
/** The store, holding puts until they are let go. */
function held(): ObjectStore & { letGo(): void } {
  const gate = Promise.withResolvers<void>()
  return Object.assign(openFilesystemStore(folder), {
    putIfAbsent: async (...words: Parameters<ObjectStore['putIfAbsent']>) => {
      await gate.promise
      return await store.putIfAbsent(...words)
    },
    letGo: () => gate.resolve(),
  })
}

describe('JournalWriter', () => {
  it('gives a record that comes alone an object of its own', async () => {
    const record = recordOf(1)
    expect(await new JournalWriter(store).write(record)).toBe(true)
    const key = `attestations/${record.attester}/${record.uid}.revocation.json`
    expect(await keys()).toEqual([key])
    expect(await recordsAt(key)).toEqual([record])
  })

  it('writes a record beside what somebody else has put in its place', async () => {
    const key = journalKey(recordOf(1))
    await store.put(key, Buffer.from('{}'))
    expect(await new JournalWriter(store).write(recordOf(1))).toBe(true)
    const [own, pack = ''] = (await keys()).sort()
    expect([own, await recordsAt(pack)]).toEqual([key, [recordOf(1)]])
  })

  it('lets those that come while the store is busy share a put', async () => {
    const slow = held()
    const writer = new JournalWriter(slow, { putsMax: 2, packRecordsMax: 60 })
    const writes = Array.from({ length: 102 }, (_, number) => writer.write(recordOf(number)))
    slow.letGo()
    expect(new Set(await Promise.all(writes))).toEqual(new Set([true]))
    const found = (await Promise.all((await keys()).map(recordsAt))).sort((left, right) => left.length - right.length)
    expect(found.map((records) => records.length)).toEqual([1, 1, 40, 60])
    expect(new Set(found.flat().map((record) => record?.uid)).size).toBe(102)
  })

  it('tells of what it wrote before it says so', async () => {
    const told: string[] = []
    const writer = new JournalWriter(store, {
      onWritten: async (records) => {
        told.push(...records.map(({ uid }) => uid))
      },
    })
    await writer.write(recordOf(7))
    expect(told).toEqual([recordOf(7).uid])
  })

  it('says no when the store fails, and goes on with the next', async () => {
    const failures: unknown[] = []
    const failing = Object.assign(openFilesystemStore(folder), { putIfAbsent: () => Promise.reject(new Error('down')) })
    const writer = new JournalWriter(failing, { onFailure: (error) => failures.push(error) })
    expect(await writer.write(recordOf(1))).toBe(false)
    expect(failures).toEqual([new Error('down')])
    Object.assign(failing, { putIfAbsent: store.putIfAbsent.bind(store) })
    expect(await writer.write(recordOf(1))).toBe(true)
  })

  it('lets nobody wait for a store that answers nothing, and takes no more than it can keep', async () => {
    const silent = held()
    const writer = new JournalWriter(silent, { putsMax: 1, waitMaxMs: 10, waitingMax: 2 })
    const writes = [1, 2, 3, 4].map((number) => writer.write(recordOf(number)))
    expect(await Promise.all(writes)).toEqual([false, false, false, false])
    silent.letGo()
    await writer.idle()
    // The fourth was not taken; the others were written after all.
    expect((await Promise.all((await keys()).map(recordsAt))).flat()).toHaveLength(3)
  })

  it('takes nothing that could not be read back, and says so', async () => {
    const failures: unknown[] = []
    const writer = new JournalWriter(store, { onFailure: (error) => failures.push(error) })
    expect(await writer.write({ ...recordOf(1), acceptedAt: 'yesterday' })).toBe(false)
    expect([await keys(), failures]).toEqual([
      [],
      [expect.objectContaining({ message: expect.stringMatching('read back') })],
    ])
    await expect(putRecords(store, [recordOf(1), { ...recordOf(2), uid: 'none' }])).rejects.toThrow('read back')
  })

  it('bounds objects, and what waits, in bytes', async () => {
    const large = (number: number) => ({ ...recordOf(number), revocation: { text: 'x'.repeat(3 * 2 ** 20) } })
    await putRecords(store, [1, 2, 3, 4, 5].map(large))
    const sizes = (await Array.fromAsync(listObjects(store, ''))).map(({ sizeBytes }) =>
      Math.round(sizeBytes / 2 ** 20),
    )
    expect(sizes.sort()).toEqual([3, 6, 6])
    const silent = held()
    const writer = new JournalWriter(silent, { putsMax: 1, waitMaxMs: 10, waitingBytesMax: 4 * 2 ** 20 })
    const writes = [6, 7, 8].map((number) => writer.write(large(number)))
    expect(await Promise.all(writes)).toEqual([false, false, false])
    silent.letGo()
    await writer.idle()
    // One was being put, one waited, one was too much.
    expect(await keys()).toHaveLength(5)
  })
})
