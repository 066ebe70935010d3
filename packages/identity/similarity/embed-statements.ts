import { AuraError, type ErrorCode, isUuid } from '@aura-sign/core'
import type { ClaimedJob, JobContext, JobHandler, JsonValue } from '@aura-sign/jobs'
import type { Queryable, Sql } from '@aura-sign/postgres'
import type { Embedder } from './embedder.ts'
import { type ComputedEmbedding, sourceHash, storeEmbeddings } from './store-embeddings.ts'

/** Kind of the jobs that compute the embedding of one user's statement; payload `{userId}`, key the user id. */
export const embeddingJobKind = 'embedding'

/**
 * Handles `embedding` jobs: embeds the statements of a batch in one call and stores each vector with its model and
 * source hash in the transaction that completes the job. Nothing is computed when the stored vector already has that
 * model and hash; without user or statement the embedding is removed. A statement that changes while its vector is
 * computed has a job of its own waiting, so the vector is dropped.
 */
export function embedStatements(sql: Sql, embedder: Embedder): JobHandler {
  return async (claimed, context) => {
    const jobs = claimed.filter((job) => userIdIn(job) !== null)
    // Alone: a job that can never succeed must not use up the attempts of its batch.
    const malformed = claimed.filter((job) => !jobs.includes(job))
    if (malformed.length > 0) await context.fail(malformed, new Error('the payload of an embedding job has no userId'))
    const sources = await readSources(sql, { userIds: jobs.map(userIdOf), model: embedder.model })
    const outdated = jobs.filter((job) => sources.get(userIdOf(job))?.state === 'outdated')
    const current = jobs.filter((job) => !outdated.includes(job))
    await context.complete(current, (transaction, held) => settleWithoutVector(transaction, held, sources))
    await embedJobs({ embedder, context, sources }, outdated)
  }
}

type Source = { state: 'absent' } | { state: 'current'; statement: string } | { state: 'outdated'; statement: string }

interface Embedding {
  embedder: Embedder
  context: JobContext
  sources: ReadonlyMap<string, Source>
}

async function embedJobs(options: Embedding, jobs: readonly ClaimedJob[]): Promise<void> {
  if (jobs.length === 0) return
  const { embedder, context, sources } = options
  const statements = jobs.map((job) => statementOf(sources, job))
  let vectors: Float32Array[]
  try {
    vectors = await embedder.embed(statements, { signal: context.signal })
  } catch (error) {
    // One statement that the service refuses or has no usable vector for must not hold back the others of its batch.
    if (jobs.length === 1 || !isOfOneStatement(error)) throw error
    for (const job of jobs) await embedJobs(options, [job]).catch((reason: unknown) => context.fail([job], reason))
    return
  }
  await context.complete(jobs, async (transaction, held) => {
    const embeddings = held.map((job): ComputedEmbedding => {
      const vector = vectors[jobs.indexOf(job)]
      if (!vector) throw new Error('the embedder returned too few vectors')
      return { userId: userIdOf(job), statement: statementOf(sources, job), vector }
    })
    const stored = await storeEmbeddings(transaction, { model: embedder.model, embeddings, now: context.now() })
    return new Map(held.map((job): [string, JsonValue] => [job.jobId, { stored: stored.has(userIdOf(job)) }]))
  })
}

const codesOfOneStatement: readonly ErrorCode[] = ['embedder_refused', 'embedder_response_invalid']

/** Whether an error of a batch can be the fault of a single statement in it. */
function isOfOneStatement(error: unknown): boolean {
  return error instanceof AuraError && codesOfOneStatement.includes(error.code)
}

/** Removes the embeddings of users without a statement; one is looked up again, as it may have come meanwhile. */
async function settleWithoutVector(
  queryable: Queryable,
  jobs: readonly ClaimedJob[],
  sources: ReadonlyMap<string, Source>,
): Promise<ReadonlyMap<string, JsonValue>> {
  const absent = jobs.filter((job) => sources.get(userIdOf(job))?.state !== 'current')
  await queryable`
    delete from embeddings where user_id = any(${absent.map(userIdOf)}::uuid[])
      and not exists (select from users where users.id = user_id and users.statement is not null)`
  return new Map(jobs.map((job): [string, JsonValue] => [job.jobId, { stored: false }]))
}

async function readSources(
  sql: Sql,
  options: { userIds: readonly string[]; model: string },
): Promise<ReadonlyMap<string, Source>> {
  const rows = await sql<{ id: string; statement: string | null; source_hash: string | null }[]>`
    select users.id, users.statement, embeddings.source_hash from users
    left join embeddings on embeddings.user_id = users.id and embeddings.model = ${options.model}
    where users.id = any(${[...options.userIds]}::uuid[])`
  return new Map(
    rows.map(({ id, statement, source_hash }): [string, Source] => {
      if (statement === null) return [id, { state: 'absent' }]
      return [id, { state: sourceHash(statement) === source_hash ? 'current' : 'outdated', statement }]
    }),
  )
}

function statementOf(sources: ReadonlyMap<string, Source>, job: ClaimedJob): string {
  const source = sources.get(userIdOf(job))
  if (source?.state !== 'outdated') throw new Error('only outdated statements are embedded')
  return source.statement
}

function userIdOf(job: ClaimedJob): string {
  const userId = userIdIn(job)
  if (userId === null) throw new Error('jobs without a user id were sorted out before')
  return userId
}

function userIdIn({ payload }: ClaimedJob): string | null {
  const userId = payload !== null && typeof payload === 'object' && !Array.isArray(payload) ? payload.userId : undefined
  return typeof userId === 'string' && isUuid(userId) ? userId : null
}
