import { type Clock, createLogger, systemClock } from '@aura-sign/core'
import {
  acceptAttestation,
  cachedSchemas,
  createEmbedder,
  type Embedder,
  encodeSchemaData,
  findSimilar,
  readProfile,
  registerSchema,
  revokeAttestation,
  seedIdentities,
  updateProfile,
} from '@aura-sign/identity'
import { signAttestation, signRevocation, testAccount } from '@aura-sign/identity/sign-attestation'
import { enqueueMissingEmbeddings } from '@aura-sign/identity/worker'
import { enqueueJob, readJob } from '@aura-sign/jobs'
import { openPool, type Sql } from '@aura-sign/postgres'
import { addressOf, insertUser, startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parseWorkerConfig, type WorkerConfig } from './config.ts'
import { type RunningWorker, startWorker } from './start-worker.ts'
import { hangingEmbeddingService } from './testing/hanging-embedding-service.ts'
import { spawnWorker } from './testing/spawn-worker.ts'

/** Waits for a state to come about; the bound only ends a test that would wait for ever. */
const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 20_000, interval: 10 })

let database: TestDatabase
let worker: RunningWorker | undefined

beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database?.close())
beforeEach(() => database.sql`truncate jobs, job_workers, users cascade`)
afterEach(async () => {
  await worker?.stop({ drainTimeoutMs: 5_000 })
  worker = undefined
})

const config = () => parseWorkerConfig({ DATABASE_URL: database.url })

interface StartOptions {
  clock?: Clock
  sql?: Sql
  embedder?: Embedder
  config?: WorkerConfig
  embeddingsIntervalMs?: number
}

function start({
  clock = systemClock,
  sql = database.sql,
  embedder = createEmbedder(config()),
  ...rest
}: StartOptions = {}): RunningWorker {
  const logger = createLogger({ name: 'test', level: 'silent' })
  worker = startWorker({ sql, embedder, logger, clock, config: config(), ...rest })
  return worker
}

const finishedAt = async (jobId: string) => (await readJob(database.sql, jobId))?.finishedAt ?? null

describe('the worker', () => {
  it('answers a test job with who ran it and when', async () => {
    const { jobId } = await enqueueJob(database.sql, { kind: 'test', payload: {}, now: new Date() })
    start().wake()
    await eventually(() => finishedAt(jobId)).not.toBeNull()
    expect(await readJob(database.sql, jobId)).toMatchObject({
      state: 'done',
      result: {
        ok: true,
        at: expect.stringMatching(/^\d{4}-.*Z$/),
        worker: expect.stringContaining(`:${process.pid}`),
      },
    })
  })

  it('makes an updated profile findable: its nearest neighbour comes first', async () => {
    const { sql } = database
    const embedder = createEmbedder(config())
    await seedIdentities(sql, embedder, { count: 200, seed: 'worker', now: new Date() })
    const [twin] = await sql<{ address: string; statement: string }[]>`
      select wallets.address, users.statement from users join wallets on wallets.user_id = users.id limit 1`
    const address = addressOf(1)
    const userId = await insertUser(sql, { address })
    await updateProfile(sql, { userId, statement: `${twin?.statement} And I say so.`, now: new Date() })
    start().wake()
    await eventually(
      async () => (await readProfile(sql, { userId, model: embedder.model, now: new Date() })).embedding.state,
    ).toBe('ready')
    const found = await findSimilar(sql, embedder, { query: { address }, k: 5, now: new Date() })
    expect(found.ok && found.results[0]?.address.toLowerCase()).toBe(twin?.address)
  })
})

describe('a worker whose embedding service hangs', () => {
  it.each([1, 2])('with room for %i batches of embeddings still does all other jobs', async (concurrency) => {
    const { sql } = database
    const now = new Date()
    let asked = 0
    const hanging: Embedder = {
      ...createEmbedder(config()),
      embed: (_texts, { signal } = {}) => {
        asked += 1
        return new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
      },
    }
    for (let number = 1; number <= 8; number += 1) {
      const userId = await insertUser(sql, { address: addressOf(number) })
      await updateProfile(sql, { userId, statement: `statement ${number}`, now })
    }
    start({ embedder: hanging, config: { ...config(), WORKER_BATCH_SIZE: 2, WORKER_CONCURRENCY: concurrency } })
    await eventually(() => asked).toBe(concurrency)
    const test = await enqueueJob(sql, { kind: 'test', payload: {}, now })
    const [user] = await sql<{ id: string }[]>`select id from users limit 1`
    const expiry = await enqueueJob(sql, { kind: 'embedding_expiry', payload: { userId: user?.id ?? '' }, now })
    worker?.wake()
    for (const { jobId } of [test, expiry])
      await eventually(async () => (await readJob(sql, jobId))?.state).toBe('done')
    expect(asked).toBe(concurrency)
    await worker?.stop({ drainTimeoutMs: 0 })
  })
})

describe('the embedding of an identity', () => {
  const recipient = testAccount(2).address
  let nowMs: number
  const clock: Clock = { ...systemClock, now: () => new Date(nowMs) }
  beforeEach(() => {
    nowMs = Date.now()
    return database.sql`truncate attestations, attestation_schemas cascade`
  })
  const embedder = () => createEmbedder(config())
  const store = () => ({ sql: database.sql, clock, findSchema: cachedSchemas(database.sql) })
  const seconds = () => BigInt(Math.floor(nowMs / 1_000))

  async function attest(note: string, expirationTime = 0n) {
    const registered = await registerSchema(database.sql, { schema: 'string note', revocable: true, now: clock.now() })
    if (!registered.ok) throw new Error(registered.detail)
    const { uid, fields } = registered.schema
    const encoded = encodeSchemaData(fields, [{ name: 'note', value: note }])
    if (!encoded.ok) throw new Error(encoded.detail)
    const object = await signAttestation(testAccount(1), {
      ...{ schema: uid, recipient, data: encoded.data, time: seconds(), expirationTime },
    })
    expect(await acceptAttestation(store(), { object })).toMatchObject({ ok: true, created: true })
    return object
  }

  async function stateOf(userId: string) {
    const profile = await readProfile(database.sql, { userId, model: embedder().model, now: clock.now() })
    return profile.embedding.state
  }
  /** How far from a text; 0 is the same direction, null without an embedding. */
  async function distanceTo(text: string) {
    const found = await findSimilar(database.sql, embedder(), { query: { text }, k: 1, now: new Date() })
    return found.ok ? (found.results[0]?.distance ?? null) : null
  }

  it('is of its statement and of what was attested to it, without what is revoked', async () => {
    const { sql } = database
    const userId = await insertUser(sql, { address: recipient, statement: 'beekeeper in Porto' })
    start({ clock })
    const object = await attest('plays the tuba')
    expect(await stateOf(userId)).toBe('pending')
    worker?.wake()
    await eventually(() => stateOf(userId)).toBe('ready')
    expect(await distanceTo('beekeeper in Porto plays the tuba')).toBeCloseTo(0)
    const revocation = await signRevocation(testAccount(1), object)
    await revokeAttestation(store(), { attester: testAccount(1).address, uid: object.uid, revocation })
    expect(await stateOf(userId)).toBe('pending')
    worker?.wake()
    await eventually(() => stateOf(userId)).toBe('ready')
    expect(await distanceTo('beekeeper in Porto')).toBeCloseTo(0)
  })

  it('needs no statement, and goes with the last attestation', async () => {
    const userId = await insertUser(database.sql, { address: recipient })
    start({ clock })
    const object = await attest('plays the tuba')
    worker?.wake()
    await eventually(() => stateOf(userId)).toBe('ready')
    const revocation = await signRevocation(testAccount(1), object)
    await revokeAttestation(store(), { attester: testAccount(1).address, uid: object.uid, revocation })
    expect(await stateOf(userId)).toBe('none')
    worker?.wake()
    await eventually(async () => (await database.sql`select from embeddings`).length).toBe(0)
  })

  it('drops each attestation when it expires, one after the other', async () => {
    const userId = await insertUser(database.sql, { address: recipient, statement: 'beekeeper in Porto' })
    start({ clock })
    await attest('speaks latin', seconds() + 200n)
    nowMs += 1
    await attest('plays the tuba', seconds() + 100n)
    worker?.wake()
    await eventually(() => stateOf(userId)).toBe('ready')
    for (const rest of ['beekeeper in Porto speaks latin', 'beekeeper in Porto']) {
      expect(await distanceTo(rest)).toBeGreaterThan(0.01)
      nowMs += 101_000
      expect(await stateOf(userId)).toBe('pending')
      worker?.wake()
      await eventually(() => stateOf(userId)).toBe('ready')
      expect(await distanceTo(rest)).toBeCloseTo(0)
    }
    await eventually(async () => (await database.sql`select from jobs where state <> 'done'`).length).toBe(0)
  })

  it('is computed for who was attested to before there was such an identity, once a worker starts', async () => {
    await attest('plays the tuba')
    const userId = await insertUser(database.sql, { address: recipient })
    start({ clock })
    await eventually(() => stateOf(userId)).toBe('ready')
  })

  it('is dropped for an attestation that expired while no worker ran and no job was left', async () => {
    const userId = await insertUser(database.sql, { address: recipient })
    await attest('plays the tuba', seconds() + 100n)
    start({ clock })
    await eventually(() => stateOf(userId)).toBe('ready')
    await worker?.stop()
    await database.sql`truncate jobs`
    nowMs += 101_000
    start({ clock })
    await eventually(async () => (await database.sql`select from embeddings`).length).toBe(0)
  })
})

describe('a worker with another embedder than before', () => {
  const statements = 40
  const other = (): Embedder => ({ ...createEmbedder(config()), model: 'other' })
  const vectors = async () =>
    await database.sql`select model, count(*)::int as count from embeddings group by model order by model`

  it('computes the vectors of all statements, and no vector of the former model again', async () => {
    const { sql } = database
    const before = createEmbedder(config())
    await seedIdentities(sql, before, { count: statements, seed: 'worker', now: new Date() })
    start({ embedder: other() })
    const complete = [
      { model: before.model, count: statements },
      { model: 'other', count: statements },
    ]
    await eventually(vectors).toEqual(complete)
    await worker?.stop()
    await sql`truncate jobs`
    await start({ embedder: other() }).enqueued
    expect(await sql`select id from jobs`).toHaveLength(0)
  })

  it('does what is missing of its model, which a worker of the former one beside it leaves alone', async () => {
    const { sql } = database
    const before = createEmbedder(config())
    await seedIdentities(sql, before, { count: statements, seed: 'worker', now: new Date() })
    const former = start()
    await former.enqueued
    await enqueueMissingEmbeddings(sql, { model: 'other', now: () => new Date() })
    const { jobId } = await enqueueJob(sql, { kind: 'test', payload: {}, priority: -2, now: new Date() })
    former.wake()
    await eventually(() => finishedAt(jobId)).not.toBeNull()
    const left =
      await sql`select kind, state, attempts, count(*)::int as count from jobs where kind <> 'test' group by 1, 2, 3`
    expect(left).toEqual([{ kind: 'embedding:other', state: 'queued', attempts: 0, count: statements }])
    start({ embedder: other() })
    await eventually(vectors).toEqual([
      { model: before.model, count: statements },
      { model: 'other', count: statements },
    ])
    await former.stop()
  })

  it('finds while it runs what another one has left without a vector of its model', async () => {
    const { sql } = database
    const userId = await insertUser(sql, { address: addressOf(1) })
    await start({ embedder: other(), embeddingsIntervalMs: 10 }).enqueued
    // As a worker of the former model leaves it, when it has taken the job: in flight, of the kind that any worker takes.
    await sql`update users set statement = 'newly said' where id = ${userId}`
    await eventually(vectors).toEqual([{ model: 'other', count: 1 }])
  })

  it('cancels what was queued for a model that no worker has any more, after an hour', async () => {
    const { sql } = database
    await insertUser(sql, { address: addressOf(1), statement: 'old' })
    const old = new Date(Date.now() - 2 * 3_600_000)
    await enqueueMissingEmbeddings(sql, { model: 'gone', now: () => old })
    await enqueueMissingEmbeddings(sql, { model: 'recent', now: () => new Date() })
    await enqueueMissingEmbeddings(sql, { model: 'elsewhere', now: () => old })
    await sql`
      insert into job_workers (id, name, kinds, started_at, seen_at, running)
      values (gen_random_uuid(), 'elsewhere', '{embedding:elsewhere}', ${old}, ${new Date()}, 0)`
    await start().enqueued
    const states =
      await sql`select kind, state from jobs where kind in ('embedding:gone', 'embedding:elsewhere', 'embedding:recent') order by kind`
    expect(states).toEqual([
      { kind: 'embedding:elsewhere', state: 'queued' },
      { kind: 'embedding:gone', state: 'cancelled' },
      { kind: 'embedding:recent', state: 'queued' },
    ])
  })

  it('deletes the vectors of a model that no worker has any more, after a day', async () => {
    const { sql } = database
    const before = createEmbedder(config())
    await seedIdentities(sql, before, { count: statements, seed: 'worker', now: new Date() })
    start({ embedder: other() })
    await eventually(async () => (await vectors()).length).toBe(2)
    await eventually(async () => (await sql`select from jobs where state in ('queued', 'running')`).length).toBe(0)
    await worker?.stop()
    await sql`update embeddings set updated_at = updated_at - interval '25 hours'`
    await start({ embedder: other() }).enqueued
    expect(await vectors()).toEqual([{ model: 'other', count: statements }])
  })

  it('outlives that it cannot look for what is missing', async () => {
    const closed = openPool({ url: database.url, applicationName: 'closed' })
    await closed.end()
    await expect(start({ sql: closed }).enqueued).resolves.toBeUndefined()
  })
})

describe('a worker process', () => {
  it('that is killed amid a job leaves it to another, which does it once', async () => {
    const { sql } = database
    const userId = await insertUser(sql, { address: addressOf(1) })
    const update = await updateProfile(sql, { userId, statement: 'kill me', now: new Date() })
    const jobId = update.ok ? update.jobId : ''
    await using service = await hangingEmbeddingService()
    const process = spawnWorker({
      DATABASE_URL: database.url,
      EMBEDDER: 'openai',
      OPENAI_BASE_URL: service.url,
      EMBEDDING_MODEL: createEmbedder(config()).model,
    })
    await service.asked
    expect(await readJob(sql, jobId)).toMatchObject({ state: 'running', attempts: 1 })
    process.kill('SIGKILL')
    await process.exited

    // Half a minute later, by its clock: the lease has run out.
    start({ clock: { ...systemClock, now: () => new Date(Date.now() + 31_000) } })
    await eventually(() => finishedAt(jobId)).not.toBeNull()
    expect(await readJob(sql, jobId)).toMatchObject({ state: 'done', attempts: 2, result: { stored: true } })
    expect(await sql`select id from embeddings`).toHaveLength(1)
  })

  it('gives back the job in hand on SIGTERM and ends with 0', async () => {
    const { sql } = database
    const userId = await insertUser(sql, { address: addressOf(1) })
    const update = await updateProfile(sql, { userId, statement: 'stop me', now: new Date() })
    await using service = await hangingEmbeddingService()
    const process = spawnWorker({
      DATABASE_URL: database.url,
      EMBEDDER: 'openai',
      OPENAI_BASE_URL: service.url,
      WORKER_DRAIN_SECONDS: '0',
    })
    await service.asked
    process.kill('SIGTERM')
    expect(await process.exited).toMatchObject({ code: 0 })
    expect(await readJob(sql, update.ok ? update.jobId : '')).toMatchObject({ state: 'queued', attempts: 0 })
  })

  it('says what is wrong with its configuration, all of it, and ends with 2', async () => {
    const { code, stderr } = await spawnWorker({ EMBEDDER: 'magic', WORKER_CONCURRENCY: '0' }).exited
    expect(code).toBe(2)
    for (const name of ['DATABASE_URL', 'EMBEDDER', 'WORKER_CONCURRENCY']) expect(stderr).toContain(name)
    expect(stderr).toContain('.env.example')
    expect(stderr).toMatch(/^aura: .*\n {2}next: .*\n$/)
  })

  it('says that the database cannot be reached, without its password, and ends with 13', async () => {
    const { code, stderr } = await spawnWorker({ DATABASE_URL: 'postgres://admin:hunter2@127.0.0.1:1/aura' }).exited
    expect(code).toBe(13)
    expect(stderr).toContain('127.0.0.1:1')
    expect(stderr).not.toContain('hunter2')
  })
})
