import type { Queryable } from '@aura-sign/postgres'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AttestationFilters, listAttestations } from './list-attestations.ts'
import { decodeCursor } from './page-cursor.ts'
import { timeOrderedId } from './time-ordered-id.ts'

// Two transactions are open at a time, which the embedded database cannot have.

let database: TestDatabase
beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database?.close())

const start = Date.parse('2026-11-23T12:00:00Z')
const at = (second: number) => new Date(start + second * 1_000)

async function insert(queryable: Queryable, second: number): Promise<string> {
  const id = timeOrderedId(at(second))
  const uid = `0x${second.toString(16).padStart(64, '0')}`
  const address = `0x${'1'.repeat(40)}`
  await queryable`
    insert into attestations (id, attester, uid, schema_uid, recipient, chain_id, signed_time, expiration_time, revocable,
      object, texts, accepted_at)
    values (${id}, ${address}, ${uid}, ${uid}, ${address}, 1, 1, 0, true, '{}', '', ${at(second)})`
  return id
}

async function page(after?: string, filters: AttestationFilters = {}) {
  const read = await listAttestations(database.sql, { filters, limit: 2, ...(after !== undefined && { after }) })
  const next = read.nextCursor === null ? null : decodeCursor(read.nextCursor)
  return { ids: read.attestations.map(({ id }) => id), next: next ?? undefined }
}

async function walk(first: Awaited<ReturnType<typeof page>>, filters: AttestationFilters = {}): Promise<string[]> {
  const ids = [...first.ids]
  for (let { next } = first; next !== undefined; ) {
    const read = await page(next, filters)
    ids.push(...read.ids)
    next = read.next
  }
  return ids
}

it('leaves out nothing that was acknowledged before the first page, and has what committed late for who asks from before', async () => {
  const { sql } = database
  const ids: string[] = []
  for (const second of [1, 2, 3, 4]) ids.push(await insert(sql, second))
  const [inserted, ended] = [Promise.withResolvers<string>(), Promise.withResolvers<void>()]
  const slow = sql.begin(async (transaction) => {
    inserted.resolve(await insert(transaction, 6))
    await ended.promise
  })
  const late = await inserted.promise
  // Begins after the slow one, and is acknowledged before it.
  for (const second of [5, 7, 8]) ids.push(await insert(sql, second))
  const first = await page()
  expect(first.ids).toEqual([ids[6], ids[5]])
  const second = await page(first.next)
  ended.resolve()
  await slow
  // Its place is between pages that were read.
  const found = await walk({ ids: [...first.ids, ...second.ids], next: second.next })
  expect(found).toEqual(ids.toSorted().reverse())
  expect(found).not.toContain(late)
  const from = { from: new Date(at(8).getTime() - 60_000) }
  expect(await walk(await page(undefined, from), from)).toEqual([...ids, late].toSorted().reverse())
})
