import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { systemClock } from '@aura-sign/core'
import { acceptAttestation, cachedSchemas, encodeSchemaData, registerSchema } from '@aura-sign/identity'
import { type LocalChain, startLocalChain } from '@aura-sign/identity/local-chain'
import { signAttestation, testAccount } from '@aura-sign/identity/sign-attestation'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { spawnWorker } from './testing/spawn-worker.ts'

const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 30_000, interval: 50 })
const somebody = `0x${'9'.repeat(40)}`

let database: TestDatabase
let chain: LocalChain
let folder: string
beforeAll(async () => {
  database = await startTestDatabase()
  // Of the chain that the attestations name.
  chain = await startLocalChain({ chainId: 1 })
})
afterAll(async () => {
  await chain?.[Symbol.asyncDispose]()
  await database?.close()
})
beforeEach(async () => {
  await database.sql`truncate jobs, users, attestations, attestation_schemas cascade`
  folder = await mkdtemp(join(tmpdir(), 'aura-worker-journal-'))
  return () => rm(folder, { recursive: true })
})

/** An attestation without a copy that says it is of somebody who did not sign it, and is no contract either. */
async function forgeAttestation(): Promise<void> {
  const { sql } = database
  const registered = await registerSchema(sql, { schema: 'string note', revocable: true, now: new Date() })
  if (!registered.ok) throw new Error(registered.detail)
  const { uid, fields } = registered.schema
  const encoded = encodeSchemaData(fields, [{ name: 'note', value: 'forged' }])
  if (!encoded.ok) throw new Error(encoded.detail)
  const time = BigInt(Math.floor(Date.now() / 1_000) - 60)
  const object = await signAttestation(testAccount(1), {
    ...{ schema: uid, recipient: testAccount(2).address, data: encoded.data, time },
  })
  const store = { sql, clock: systemClock, findSchema: cachedSchemas(sql) }
  expect(await acceptAttestation(store, { object })).toMatchObject({ ok: true, created: true })
  await sql`update attestations set attester = ${somebody}, accepted_at = now() - interval '1 minute'`
}

describe('a worker process', () => {
  it.each([
    ['with the chain copies nothing that nobody signed', true, { copied: 0, unsigned: 1 }],
    ['without it copies what it cannot judge', false, { copied: 1 }],
  ])('%s', async (_which, hasChain, result) => {
    await forgeAttestation()
    const worker = spawnWorker({
      DATABASE_URL: database.url,
      JOURNAL_STORE_URL: pathToFileURL(folder).href,
      ...(hasChain && { CHAIN_RPC_URLS: `1=${chain.url}` }),
    })
    try {
      const job = () => database.sql`select state, result from jobs where kind = 'attestation_journal'`
      await eventually(job).toEqual([{ state: 'done', result }])
    } finally {
      worker.kill('SIGTERM')
      await worker.exited
    }
    expect((await readdir(folder)).includes('attestations')).toBe(!hasChain)
  })

  it('refuses chains that are no list of nodes', async () => {
    const { code, stderr } = await spawnWorker({ DATABASE_URL: database.url, CHAIN_RPC_URLS: 'mainnet' }).exited
    expect(code).toBe(2)
    expect(stderr).toContain('CHAIN_RPC_URLS')
  })
})
