import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AuraError, createLogger, systemClock } from '@aura-sign/core'
import { enqueueJob, readJob, runWorker, type Worker } from '@aura-sign/jobs'
import { addressOf, insertUser, startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readProfile } from '../profile/read-profile.ts'
import { updateProfile } from '../profile/update-profile.ts'
import { embedStatements } from './embed-statements.ts'
import type { Embedder } from './embedder.ts'
import { embeddingJobKind } from './embedding-jobs.ts'
import { hashEmbedder } from './hash-embedder.ts'
import { openaiEmbedder } from './openai-embedder.ts'

/** Waits for a state to come about; the bound only ends a test that would wait for ever. */
const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 20_000, interval: 10 })

let database: TestDatabase
let worker: Worker | undefined

beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database?.close())
beforeEach(() => database.sql`truncate jobs, users cascade`)
afterEach(async () => {
  await worker?.stop({ drainTimeoutMs: 5_000 })
  worker = undefined
})

const model = hashEmbedder().model

/** The hash embedder, with a look at what it is asked and a place to step in. */
function watchedEmbedder(before: (texts: readonly string[]) => Promise<void> = async () => undefined) {
  const calls: string[][] = []
  const embedder: Embedder = {
    ...hashEmbedder(),
    async embed(texts) {
      calls.push([...texts])
      await before(texts)
      return await hashEmbedder().embed(texts)
    },
  }
  return { embedder, calls }
}

function work(embedder: Embedder): Worker {
  const { sql } = database
  worker = runWorker({
    sql,
    handlers: { [embeddingJobKind]: embedStatements(sql, embedder) },
    logger: createLogger({ name: 'test', level: 'silent' }),
    clock: systemClock,
    random: () => 0,
    concurrency: 1,
  })
  return worker
}

const describeUser = (userId: string, statement: string) =>
  updateProfile(database.sql, { userId, statement, now: new Date() })
const stateOf = async (userId: string) =>
  (await readProfile(database.sql, { userId, model, now: new Date() })).embedding.state
const rows = () => database.sql<{ user_id: string; model: string; updated_at: Date }[]>`select * from embeddings`

async function finished(jobId: string) {
  await eventually(async () => (await readJob(database.sql, jobId))?.finishedAt ?? null).not.toBeNull()
  return await readJob(database.sql, jobId)
}

async function enqueueEmbedding(userId: string): Promise<string> {
  const { jobId } = await enqueueJob(database.sql, { kind: embeddingJobKind, payload: { userId }, now: new Date() })
  return jobId
}

describe('embedStatements', () => {
  it('turns a profile update into a ready embedding', async () => {
    const userId = await insertUser(database.sql, { address: addressOf(1) })
    expect(await stateOf(userId)).toBe('none')
    const update = await describeUser(userId, 'beekeeper in Porto')
    expect(await stateOf(userId)).toBe('pending')
    work(hashEmbedder()).wake()
    await eventually(() => stateOf(userId)).toBe('ready')
    expect(await finished(update.ok ? update.jobId : '')).toMatchObject({ state: 'done', result: { stored: true } })
  })

  it('embeds the statements of a batch in one call', async () => {
    const { embedder, calls } = watchedEmbedder()
    const userIds = []
    for (let number = 1; number <= 5; number += 1) {
      const userId = await insertUser(database.sql, { address: addressOf(number) })
      await describeUser(userId, `statement ${number}`)
      userIds.push(userId)
    }
    work(embedder)
    for (const userId of userIds) await eventually(() => stateOf(userId)).toBe('ready')
    expect(calls.map((texts) => texts.length)).toEqual([5])
  })

  it('computes nothing when the stored vector is of the same statement and model', async () => {
    const { embedder, calls } = watchedEmbedder()
    const userId = await insertUser(database.sql, { address: addressOf(1) })
    await describeUser(userId, 'the same')
    work(embedder)
    await eventually(() => stateOf(userId)).toBe('ready')
    const [before] = await rows()
    const again = await describeUser(userId, ' the same ')
    worker?.wake()
    expect(await finished(again.ok ? again.jobId : '')).toMatchObject({ state: 'done', result: { stored: false } })
    expect(calls).toHaveLength(1)
    expect((await rows())[0]).toEqual(before)
  })

  it('drops the vector of a statement that changed while it was computed, and stores that of the new one', async () => {
    const userId = await insertUser(database.sql, { address: addressOf(1) })
    const { embedder, calls } = watchedEmbedder(async ([text]) => {
      if (text === 'old') await describeUser(userId, 'new')
    })
    const first = await describeUser(userId, 'old')
    work(embedder)
    expect(await finished(first.ok ? first.jobId : '')).toMatchObject({ state: 'done', result: { stored: false } })
    worker?.wake()
    await eventually(() => stateOf(userId)).toBe('ready')
    expect(calls).toEqual([['old'], ['new']])
    expect(await rows()).toHaveLength(1)
  })

  it('keeps the vectors of two models side by side', async () => {
    const userId = await insertUser(database.sql, { address: addressOf(1) })
    await describeUser(userId, 'text')
    work(hashEmbedder())
    await eventually(() => stateOf(userId)).toBe('ready')
    await worker?.stop({ drainTimeoutMs: 5_000 })
    const jobId = await enqueueEmbedding(userId)
    work({ ...hashEmbedder(), model: 'other' })
    await finished(jobId)
    expect((await rows()).map((row) => row.model).sort()).toEqual([model, 'other'].sort())
  })

  it('removes the embedding of a user whose statement is gone', async () => {
    const userId = await insertUser(database.sql, { address: addressOf(1) })
    await describeUser(userId, 'text')
    work(hashEmbedder())
    await eventually(() => stateOf(userId)).toBe('ready')
    await database.sql`update users set statement = null`
    const jobId = await enqueueEmbedding(userId)
    worker?.wake()
    await finished(jobId)
    expect(await rows()).toHaveLength(0)
    expect(await stateOf(userId)).toBe('none')
  })

  it('ends well for a user who was deleted before or while the vector was computed', async () => {
    const before = await insertUser(database.sql, { address: addressOf(1), statement: 'text' })
    const during = await insertUser(database.sql, { address: addressOf(2), statement: 'text' })
    const jobIds = [await enqueueEmbedding(before), await enqueueEmbedding(during)]
    await database.sql`delete from users where id = ${before}`
    const { embedder } = watchedEmbedder(async () => {
      await database.sql`delete from users where id = ${during}`
    })
    work(embedder)
    for (const jobId of jobIds)
      expect(await finished(jobId)).toMatchObject({ state: 'done', result: { stored: false } })
    expect(await rows()).toHaveLength(0)
  })

  it.each([
    new AuraError('embedder_refused', { url: 'http://embedder', status: 400 }),
    new AuraError('embedder_refused', { url: 'http://embedder', status: 413 }),
    new AuraError('embedder_refused', { url: 'http://embedder', status: 422 }),
    new AuraError('embedder_response_invalid', { url: 'http://embedder', detail: 'a vector is zero', dimensions: 384 }),
  ])('lets one statement fail alone: $message', async (failure) => {
    const good = await insertUser(database.sql, { address: addressOf(1) })
    const bad = await insertUser(database.sql, { address: addressOf(2) })
    const { embedder } = watchedEmbedder(async (texts) => {
      if (texts.includes('bad')) throw failure
    })
    await describeUser(good, 'good')
    const refused = await describeUser(bad, 'bad')
    const jobId = refused.ok ? refused.jobId : ''
    work(embedder)
    await eventually(async () => (await readJob(database.sql, jobId))?.error).toContain(failure.code)
    expect(await readJob(database.sql, jobId)).toMatchObject({ state: 'queued', attempts: 1 })
    expect(await stateOf(good)).toBe('ready')
  })

  it.each([401, 403, 404])('asks once for a batch that the service refuses as a whole: %i', async (status) => {
    for (const number of [1, 2, 3]) {
      const userId = await insertUser(database.sql, { address: addressOf(number) })
      await describeUser(userId, `statement ${number}`)
    }
    const { embedder, calls } = watchedEmbedder(async () => {
      throw new AuraError('embedder_refused', { url: 'http://embedder', status })
    })
    work(embedder)
    const waiting = () => database.sql`select state, attempts, error ~ 'embedder_refused' as refused from jobs`
    await eventually(waiting).toEqual(Array(3).fill({ state: 'queued', attempts: 1, refused: true }))
    expect(calls.map((texts) => texts.length)).toEqual([3])
  })

  it('shows a job that used up its attempts as failed, and a new statement as pending again', async () => {
    const userId = await insertUser(database.sql, { address: addressOf(1) })
    const update = await describeUser(userId, 'text')
    await database.sql`update jobs set max_attempts = 1`
    const { embedder } = watchedEmbedder(async () => {
      throw new AuraError('embedder_overloaded', { url: 'http://embedder', status: 429 })
    })
    work(embedder)
    await finished(update.ok ? update.jobId : '')
    await worker?.stop({ drainTimeoutMs: 5_000 })
    expect(await stateOf(userId)).toBe('failed')
    await describeUser(userId, 'other text')
    expect(await stateOf(userId)).toBe('pending')
  })

  it.each([{ user: 1 }, { userId: 'nobody' }, [], null])(
    'fails a job with the payload %j, and only that',
    async (payload) => {
      const userId = await insertUser(database.sql, { address: addressOf(1) })
      await describeUser(userId, 'text')
      const { jobId } = await enqueueJob(database.sql, {
        kind: embeddingJobKind,
        payload,
        attemptsMax: 1,
        now: new Date(),
      })
      const { embedder, calls } = watchedEmbedder()
      work(embedder)
      expect(await finished(jobId)).toMatchObject({ state: 'failed', error: expect.stringContaining('no userId') })
      await eventually(() => stateOf(userId)).toBe('ready')
      expect(calls).toEqual([['text']])
    },
  )

  it('comes back no earlier than the service asks, and is not lost', async () => {
    const server = createServer((_request, response) => response.writeHead(429, { 'retry-after': '1800' }).end())
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
      const userId = await insertUser(database.sql, { address: addressOf(1) })
      const startedAt = Date.now()
      await describeUser(userId, 'asked too often')
      work(openaiEmbedder({ url, model })).wake()
      const job = async () =>
        (await database.sql<{ state: string; attempts: number; run_at: Date; error: string }[]>`select * from jobs`)[0]
      await eventually(job).toMatchObject({ state: 'queued', attempts: 1 })
      const waitsMs = ((await job())?.run_at.getTime() ?? 0) - startedAt
      expect(waitsMs).toBeGreaterThanOrEqual(1_800_000)
      expect((await job())?.error).toContain('429')
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })
})
