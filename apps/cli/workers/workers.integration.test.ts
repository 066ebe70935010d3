import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { enqueueJob, failedList, queueList, readJob } from '@aura-sign/jobs'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { type TestRedis, testRedis } from '@aura-sign/testkit/test-redis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand } from '../testing/spawn-stack.ts'

const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 30_000, interval: 20 })

let database: TestDatabase
let redis: TestRedis
let root: string

beforeAll(async () => {
  ;[database, redis] = await Promise.all([startTestDatabase(), testRedis()])
  root = mkdtempSync(join(tmpdir(), 'aura-workers-'))
})
afterAll(async () => {
  if (root) await workers('stop')
  await Promise.all([database?.close(), redis?.close()])
  if (root) rmSync(root, { recursive: true, force: true })
})

async function workers(...words: string[]) {
  const { exitCode, stdout, stderr } = await runCommand(['workers', ...words], {
    AURA_DATA_DIR: root,
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    WORKER_DRAIN_SECONDS: '5',
  })
  return { exitCode, stdout, stderr, lines: stdout.trim().split('\n') }
}
const json = async (...words: string[]) => JSON.parse((await workers(...words, '--json')).stdout)
const test = () => enqueueJob(database.sql, { kind: 'test', payload: {}, now: new Date() })
const stateOf = async (jobId: string) => (await readJob(database.sql, jobId))?.state

async function die(): Promise<string> {
  const { jobId } = await enqueueJob(database.sql, {
    ...{ kind: 'test', payload: {}, now: new Date(), runAt: new Date(Date.now() + 3_600_000) },
  })
  await database.sql`
    update jobs set state = 'failed', error = 'Error: planted', finished_at = now() - interval '1 minute' where id = ${jobId}`
  return jobId
}

describe('./aura workers', () => {
  it('starts as many in the background as it is told, which do jobs, and no more when there are enough', async () => {
    const { jobId } = await test()
    const started = await json('start', '-n', '2')
    expect(started).toMatchObject({ resumed: false, running: 2 })
    expect(started.pids).toHaveLength(2)
    await eventually(() => stateOf(jobId)).toBe('done')
    expect(await json('start', '-n', '2')).toMatchObject({ pids: [], running: 2 })
    expect(await json('start')).toMatchObject({ pids: [], running: 2 })
    await eventually(async () => (await json('status')).workers.length).toBe(2)
    expect(await json('status')).toMatchObject({
      pause: null,
      jobs: { due: 0, dead: 0, unknownKind: 0 },
      lists: { [queueList]: 0, [failedList]: 0 },
    })
  })

  it('stops them and pauses all others, until it starts them again', async () => {
    expect(await json('stop')).toEqual({ stopped: 2, killed: 0, running: 0 })
    const { jobId } = await test()
    expect((await workers('status')).stdout).toMatch(/^Paused since .* by .*"\.\/aura workers start" goes on\.$/m)
    expect(await stateOf(jobId)).toBe('queued')
    expect(await json('start')).toMatchObject({ resumed: true, running: 1 })
    await eventually(() => stateOf(jobId)).toBe('done')
  })

  it('shows the dead jobs first, then tries them again or deletes them, and touches no other', async () => {
    const dead = await die()
    await eventually(() => redis.client.llen(failedList)).toBe(1)
    const plan = await workers('clean-queue', '--json')
    expect(plan.lines.map((line) => JSON.parse(line))).toMatchObject([
      { type: 'dead', kind: 'test', error: 'Error: planted', count: 1 },
      { type: 'end', dryRun: true, deleted: 0 },
    ])
    expect(await stateOf(dead)).toBe('failed')
    const [{ name } = { name: '' }] = await database.sql<{ name: string }[]>`select current_database() as name`
    expect((await workers('clean-queue')).stdout).toContain(`--confirm=${name} would delete them`)
    expect(await workers('clean-queue', '--confirm=another')).toMatchObject({ exitCode: 14 })
    expect(await stateOf(dead)).toBe('failed')
    expect((await workers('clean-queue', '--requeue', `--confirm=${name}`)).stdout).toContain('1 queued again')
    await eventually(() => stateOf(dead)).toBe('done')
    const other = await die()
    const waiting = await enqueueJob(database.sql, { kind: 'unheard of', payload: {}, now: new Date() })
    expect((await workers('clean-queue', `--confirm=${name}`)).stdout).toContain('1 deleted')
    expect(await stateOf(other)).toBeUndefined()
    expect(await stateOf(waiting.jobId)).toBe('queued')
    expect((await workers('status')).stdout).toContain('none of these workers knows: 1 (unheard of 1); they are kept.')
    expect((await json('status')).jobs.unknownKinds).toEqual([{ kind: 'unheard of', count: 1 }])
    await eventually(() => redis.client.llen(failedList)).toBe(0)
  })

  it('removes those that wait and that no worker knows, by their kind and when told so, and none that one knows', async () => {
    const [{ name } = { name: '' }] = await database.sql<{ name: string }[]>`select current_database() as name`
    const { jobId } = await enqueueJob(database.sql, { kind: 'never heard of', payload: {}, now: new Date() })
    expect((await workers('clean-queue')).stdout).toContain('1 × never heard of, waiting: no worker knows this kind')
    expect((await workers('clean-queue', '--kind', 'never heard of')).stdout).toContain(
      `--confirm=${name} would delete`,
    )
    expect(await stateOf(jobId)).toBe('queued')
    await database.sql`insert into job_control (paused_at, paused_by) values (now(), 'test')
      on conflict (singleton) do update set paused_at = now(), paused_by = 'test'`
    const known = await test()
    expect((await workers('clean-queue', '--kind', 'test', `--confirm=${name}`)).stdout).toContain('0 deleted')
    expect((await workers('clean-queue', '--kind', 'never heard of', `--confirm=${name}`)).stdout).toContain(
      '1 deleted',
    )
    expect([await stateOf(jobId), await stateOf(known.jobId)]).toEqual([undefined, 'queued'])
    expect(await workers('clean-queue', '--kind', 'test', '--requeue')).toMatchObject({ exitCode: 2 })
    await workers('start')
  })

  it('starts one where the only one was killed, and says so of that one', async () => {
    const { pids } = await json('start')
    const [running] = await json('status').then(({ workers: there }) => there)
    const pid = Number(running.name.split(':').at(-1))
    expect(pids).toEqual([])
    process.kill(pid, 'SIGKILL')
    await eventually(async () => (await workers('status')).stdout).toContain('No worker runs;')
    expect((await workers('status')).stdout).toContain(`:${pid}: ended without a word, last seen `)
    expect((await json('start')).pids).toHaveLength(1)
  })

  it('says after a stop how as many are started again', async () => {
    await workers('start', '-n', '2')
    expect((await workers('stop')).stdout).toContain('"./aura workers start -n 2" starts as many again')
  })

  it('starts nothing in the background that would lose its database with this very command', async () => {
    const { exitCode, stderr } = await runCommand(['workers', 'start'], { AURA_DATA_DIR: join(root, 'nothing') })
    expect([exitCode, stderr]).toEqual([14, expect.stringContaining('./aura workers run')])
  })

  it('says what is wrong with its words', async () => {
    expect(await workers('start', '-n', 'two')).toMatchObject({ exitCode: 2 })
  })
})
