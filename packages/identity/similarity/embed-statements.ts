import { AuraError } from '@aura-sign/core'
import { type ClaimedJob, enqueueJob, type JobContext, type JobHandler, type JsonValue } from '@aura-sign/jobs'
import type { Sql, Transaction } from '@aura-sign/postgres'
import type { Embedder } from './embedder.ts'
import { embeddingExpiryJobKind, userIdIn } from './embedding-jobs.ts'
import { type EmbeddingSource, embeddingSources, sourceHash } from './embedding-sources.ts'
import { type ComputedEmbedding, storeEmbeddings } from './store-embeddings.ts'

/**
 * Handles `embedding` jobs: embeds what the identities of a batch say (`embeddingSources`) in one call and stores each vector with
 * its model and source hash in the transaction that completes the job. Nothing is computed when the stored vector
 * already has that model and hash; where there is nothing to say the embedding is removed. What changes while its
 * vector is computed has a job of its own waiting, so the vector is dropped; what will expire gets one for that time.
 */
export function embedStatements(sql: Sql, embedder: Embedder): JobHandler {
  return async (claimed, context) => {
    const jobs = claimed.filter((job) => userIdIn(job) !== null)
    // Alone: a job that can never succeed must not use up the attempts of its batch.
    const malformed = claimed.filter((job) => !jobs.includes(job))
    if (malformed.length > 0) await context.fail(malformed, new Error('the payload of an embedding job has no userId'))
    const sources = await readSources(sql, {
      userIds: jobs.map(userIdOf),
      model: embedder.model,
      now: context.now(),
    })
    const outdated = jobs.filter((job) => sources.get(userIdOf(job))?.state === 'outdated')
    const current = jobs.filter((job) => !outdated.includes(job))
    await context.complete(current, (transaction, held) =>
      settleWithoutVector(transaction, { jobs: held, sources, now: context.now() }),
    )
    await embedJobs({ embedder, context, sources }, outdated)
  }
}

interface Source extends EmbeddingSource {
  state: 'absent' | 'current' | 'outdated'
}

interface Embedding {
  embedder: Embedder
  context: JobContext
  sources: ReadonlyMap<string, Source>
}

async function embedJobs(options: Embedding, jobs: readonly ClaimedJob[]): Promise<void> {
  if (jobs.length === 0) return
  const { embedder, context, sources } = options
  const texts = jobs.map((job) => textOf(sources, job))
  let vectors: Float32Array[]
  try {
    vectors = await embedder.embed(texts, { signal: context.signal })
  } catch (error) {
    // One text that the service refuses or has no usable vector for must not hold back the others of its batch.
    if (jobs.length === 1 || !isOfOneText(error)) throw error
    for (const job of jobs) await embedJobs(options, [job]).catch((reason: unknown) => context.fail([job], reason))
    return
  }
  await context.complete(jobs, async (transaction, held) => {
    const embeddings = held.map((job): ComputedEmbedding => {
      const vector = vectors[jobs.indexOf(job)]
      if (!vector) throw new Error('the embedder returned too few vectors')
      return { userId: userIdOf(job), text: textOf(sources, job), vector }
    })
    const stored = await storeEmbeddings(transaction, { model: embedder.model, embeddings, now: context.now() })
    await awaitChanges(transaction, { jobs: held, sources, now: context.now() })
    return new Map(held.map((job): [string, JsonValue] => [job.jobId, { stored: stored.has(userIdOf(job)) }]))
  })
}

/** What a service answers to a text that it does not take; others, as 401, are about all of them. */
const statusesOfOneText = [400, 413, 422]

/** Whether an error of a batch can be the fault of a single text in it. */
function isOfOneText(error: unknown): boolean {
  if (!(error instanceof AuraError)) return false
  if (error.code === 'embedder_refused') return statusesOfOneText.includes(Number(error.parameters.status))
  return error.code === 'embedder_response_invalid'
}

interface Settlement {
  jobs: readonly ClaimedJob[]
  sources: ReadonlyMap<string, Source>
  now: Date
}

/** Removes the embeddings of users with nothing to say; that is looked up again, as it may have changed meanwhile. */
async function settleWithoutVector(
  transaction: Transaction,
  settlement: Settlement,
): Promise<ReadonlyMap<string, JsonValue>> {
  const { jobs, sources, now } = settlement
  const absent = jobs.map(userIdOf).filter((userId) => sources.get(userId)?.state !== 'current')
  const found = await embeddingSources(transaction, { userIds: absent, now, locks: true })
  const removed = absent.filter((userId) => (found.get(userId)?.text ?? null) === null)
  await transaction`delete from embeddings where user_id = any(${removed}::uuid[])`
  await awaitChanges(transaction, settlement)
  return new Map(jobs.map((job): [string, JsonValue] => [job.jobId, { stored: false }]))
}

/** Queues what drops an attestation from the embedding when it expires. */
async function awaitChanges(transaction: Transaction, { jobs, sources, now }: Settlement): Promise<void> {
  for (const userId of jobs.map(userIdOf).sort()) {
    const runAt = sources.get(userId)?.changesAt
    if (!runAt) continue
    await enqueueJob(transaction, { kind: embeddingExpiryJobKind, payload: { userId }, uniqueKey: userId, runAt, now })
  }
}

async function readSources(
  sql: Sql,
  options: { userIds: readonly string[]; model: string; now: Date },
): Promise<ReadonlyMap<string, Source>> {
  const { userIds, model, now } = options
  const sources = await embeddingSources(sql, { userIds, now })
  const rows = await sql<{ user_id: string; source_hash: string }[]>`
    select user_id, source_hash from embeddings where model = ${model} and user_id = any(${[...userIds]}::uuid[])`
  const hashes = new Map(rows.map(({ user_id, source_hash }) => [user_id, source_hash]))
  return new Map(
    [...sources].map(([userId, source]): [string, Source] => {
      if (source.text === null) return [userId, { ...source, state: 'absent' }]
      const isCurrent = sourceHash(source.text) === hashes.get(userId)
      return [userId, { ...source, state: isCurrent ? 'current' : 'outdated' }]
    }),
  )
}

function textOf(sources: ReadonlyMap<string, Source>, job: ClaimedJob): string {
  const source = sources.get(userIdOf(job))
  if (source?.state !== 'outdated' || source.text === null) throw new Error('only outdated texts are embedded')
  return source.text
}

function userIdOf(job: ClaimedJob): string {
  const userId = userIdIn(job)
  if (userId === null) throw new Error('jobs without a user id were sorted out before')
  return userId
}
