import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EasObject } from '@aura-sign/identity'
import { signAttestation, signRevocation, testAccount } from '@aura-sign/identity/sign-attestation'
import { listObjects, type ObjectStore, openFilesystemStore } from '@aura-sign/object-store'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestSite, type TestSite } from '../testing/start-test-site.ts'

const attester = testAccount(1)
const origin = 'http://localhost:3000'
let folder: string
let store: ObjectStore
let site: TestSite
let cookie: string
let schema: `0x${string}`
/** What a put waits for, or fails with. */
let before: () => Promise<void>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aura journal '))
  store = openFilesystemStore(folder)
  const journalStore = Object.assign(openFilesystemStore(folder), {
    putIfAbsent: async (...words: Parameters<ObjectStore['putIfAbsent']>) => {
      await before()
      return await store.putIfAbsent(...words)
    },
  })
  site = await startTestSite({ journalStore, environment: { ATTESTATION_RATE_LIMIT_PER_MINUTE: '100000' } })
  cookie = (await site.signIn()).cookie
})
afterAll(async () => {
  await site?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  before = async () => undefined
  await site.database.sql`truncate jobs, attestations, attestation_schemas cascade`
  await rm(join(folder, 'attestations'), { recursive: true, force: true })
  schema = (await post('/api/schemas', { schema: 'string note' })).json().uid
})

const post = (url: string, payload: unknown) =>
  site.request({ method: 'POST', url, payload: payload as object, headers: { cookie, origin } })
const attest = (object: EasObject) => post('/api/attestations', object)
const sign = () =>
  signAttestation(attester, {
    ...{ schema, time: BigInt(Math.floor(site.clock.now().getTime() / 1_000)) },
    data: `0x${'20'.padStart(64, '0')}${'0'.padStart(64, '0')}`,
  })
const keys = async () => (await Array.fromAsync(listObjects(store, ''))).map(({ key }) => key)
const jobs = async () => (await site.database.sql`select from jobs where kind = 'attestation_journal'`).length

describe('an attestation that is acknowledged', () => {
  it('is in the backup store, and so is its revocation', async () => {
    const object = await sign()
    const place = `attestations/${attester.address.toLowerCase()}/${object.uid}`
    expect((await attest(object)).json()).toMatchObject({ journaled: true })
    expect(await keys()).toEqual([`${place}.json`])
    const revocation = await signRevocation(attester, object)
    const revoked = await post(`/api/attestations/${attester.address}/${object.uid}/revoke`, revocation)
    expect(revoked.json()).toMatchObject({ journaled: true, revocation: { journaled: true } })
    expect(await keys()).toEqual([`${place}.json`, `${place}.revocation.json`])
    expect(await jobs()).toBe(0)
  })

  it('is acknowledged after its copy is made, not before', async () => {
    const gate = Promise.withResolvers<void>()
    const reached = Promise.withResolvers<void>()
    before = () => {
      reached.resolve()
      return gate.promise
    }
    let answered = false
    const answer = attest(await sign()).finally(() => {
      answered = true
    })
    await reached.promise
    expect([answered, (await site.database.sql`select from attestations`).length]).toEqual([false, 1])
    gate.resolve()
    expect((await answer).json().journaled).toBe(true)
  })

  it.each<[string, () => Promise<void>]>([
    ['is down', () => Promise.reject(new Error('down'))],
    ['answers nothing', () => new Promise(() => undefined)],
  ])('is kept while the backup store %s, says so, and is copied by a job', async (_how, fault) => {
    before = fault
    const object = await sign()
    const answer = await attest(object)
    expect([answer.statusCode, answer.json().journaled]).toEqual([201, false])
    expect([await keys(), await jobs()]).toEqual([[], 1])
    before = async () => undefined
    // Sent again, it is copied at once.
    if (_how === 'is down') expect((await attest(object)).json().journaled).toBe(true)
  })

  it('shares a put with others that come at the same time', async () => {
    const gate = Promise.withResolvers<void>()
    before = () => gate.promise
    const answers = Array.from({ length: 30 }, async () => attest(await sign()))
    await expect.poll(async () => (await site.database.sql`select from attestations`).length).toBe(30)
    gate.resolve()
    const codes = (await Promise.all(answers)).map((answer) => answer.json().journaled)
    expect(new Set(codes)).toEqual(new Set([true]))
    expect((await keys()).length).toBeLessThan(30)
  })
})
