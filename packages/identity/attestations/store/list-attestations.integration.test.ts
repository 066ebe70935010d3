import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SchemaDefinition } from '../schema/define-schema.ts'
import { signAttestation, testAccount } from '../testing/sign-attestation.ts'
import { acceptAttestation } from './accept-attestation.ts'
import { type AttestationFilters, listAttestations } from './list-attestations.ts'
import { listSchemas } from './list-schemas.ts'
import { decodeCursor } from './page-cursor.ts'
import type { StoredAttestation } from './stored-attestation.ts'
import { dataOf, knownFile, knownSchema, openTestStore, type TestStore } from './testing/open-test-store.ts'

let database: TestDatabase
let store: TestStore
let schemas: SchemaDefinition[]
beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database?.close())
beforeEach(async () => {
  const { sql } = database
  await sql`truncate attestations, evidence, attestation_schemas cascade`
  store = openTestStore(sql)
  schemas = [await knownSchema(sql, 'bytes32 evidence'), await knownSchema(sql, 'bytes32 evidence, bool flag')]
})

const zero = '0'.repeat(64)
interface Parts {
  attester?: number
  recipient?: number
  schema?: number
  file?: string
}

async function keep({ attester = 0, recipient = 0, schema = 0, file = zero }: Parts = {}): Promise<StoredAttestation> {
  const definition = schemas[schema] ?? expect.fail()
  const object = await signAttestation(testAccount(attester), {
    schema: definition.uid,
    recipient: testAccount(100 + recipient).address,
    data: dataOf(definition, `0x${file}`, true),
  })
  const accepted = await acceptAttestation(store, { object })
  return accepted.ok ? accepted.attestation : expect.fail()
}

/** Every page to the end; `between` runs after each. */
async function walk(filters: AttestationFilters, limit: number, between: () => Promise<unknown> = async () => null) {
  const found: string[] = []
  let after: string | undefined
  for (let pages = 0; pages < 1_000; pages += 1) {
    const page = await listAttestations(database.sql, { filters, limit, ...(after !== undefined && { after }) })
    expect(page.attestations.length).toBeLessThanOrEqual(limit)
    found.push(...page.attestations.map(({ id }) => id))
    if (page.nextCursor === null) return found
    after = decodeCursor(page.nextCursor) ?? expect.fail()
    await between()
  }
  return expect.fail('the pages do not end')
}

describe('listAttestations', () => {
  it('gives what each combination of filters asks for, newest first, page by page', async () => {
    const files = [await knownFile(database.sql), await knownFile(database.sql)]
    const kept: (Parts & { id: string; at: Date })[] = []
    for (let index = 0; index < 32; index += 1) {
      const file = files[(index >> 3) % 2]
      const parts = {
        ...{ attester: index % 2, recipient: (index >> 1) % 2, schema: (index >> 2) % 2 },
        ...(file !== undefined && { file }),
      }
      const at = store.clock.now()
      kept.push({ ...parts, at, id: (await keep(parts)).id })
      store.advanceMs(1_000)
    }
    const newestFirst = kept.toReversed()
    const optional = <T>(...values: T[]) => fc.option(fc.constantFrom(...values), { nil: undefined })
    const query = fc.record({
      attester: optional(0, 1),
      recipient: optional(0, 1),
      schema: optional(0, 1),
      file: optional(...files),
      from: optional(...kept.map(({ at }) => at)),
      to: optional(...kept.map(({ at }) => at)),
      limit: fc.integer({ min: 1, max: 40 }),
    })
    await fc.assert(
      fc.asyncProperty(query, async ({ attester, recipient, schema, file, from, to, limit }) => {
        const expected = newestFirst.filter(
          (each) =>
            (attester === undefined || each.attester === attester) &&
            (recipient === undefined || each.recipient === recipient) &&
            (schema === undefined || each.schema === schema) &&
            (file === undefined || each.file === file) &&
            (from === undefined || each.at >= from) &&
            (to === undefined || each.at < to),
        )
        const found = await walk(
          {
            ...(attester !== undefined && { attester: testAccount(attester).address }),
            ...(recipient !== undefined && { recipient: testAccount(100 + recipient).address }),
            ...(schema !== undefined && { schema: schemas[schema]?.uid ?? '' }),
            ...(file !== undefined && { evidence: file }),
            ...(from && { from }),
            ...(to && { to }),
          },
          limit,
        )
        expect(found).toEqual(expected.map(({ id }) => id))
      }),
      { numRuns: 60 },
    )
  })

  it('meets everything that was there once, however much is accepted between and during the pages', async () => {
    const before: string[] = []
    for (let index = 0; index < 40; index += 1) {
      before.push((await keep({ recipient: index % 2 })).id)
      if (index % 3 === 0) store.advanceMs(1)
    }
    store.advanceMs(1)
    const sequence = fc.record({ limit: fc.integer({ min: 2, max: 15 }), inserts: fc.integer({ min: 0, max: 3 }) })
    await fc.assert(
      fc.asyncProperty(sequence, async ({ limit, inserts }) => {
        const running: Promise<unknown>[] = []
        const found = await walk({}, limit, async () => {
          for (let index = 0; index < inserts; index += 1) running.push(keep())
        })
        await Promise.all(running)
        store.advanceMs(1)
        expect(new Set(found).size).toBe(found.length)
        expect(found.filter((id) => before.includes(id)).sort()).toEqual(before.toSorted())
        expect(found).toEqual(found.toSorted().reverse())
      }),
      { numRuns: 8 },
    )
  })
})

describe('listSchemas', () => {
  it('gives each schema once, newest first, page by page', async () => {
    for (let index = 0; index < 5; index += 1) await knownSchema(database.sql, `uint256 number${index}`)
    const found: string[] = []
    let after: string | undefined
    do {
      const page = await listSchemas(database.sql, { limit: 3, ...(after !== undefined && { after }) })
      found.push(...page.schemas.map(({ uid }) => uid))
      after = page.nextCursor === null ? undefined : (decodeCursor(page.nextCursor) ?? expect.fail())
    } while (after !== undefined)
    const rows = await database.sql<{ uid: string }[]>`select uid from attestation_schemas order by id desc`
    expect(found).toEqual(rows.map(({ uid }) => uid))
    expect(found).toHaveLength(7)
  })
})
