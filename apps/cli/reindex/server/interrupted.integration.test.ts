import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { findSimilar, hashEmbedder, seedIdentities } from '@aura-sign/identity'
import { readVectorIndexes, vectorIndexName } from '@aura-sign/postgres'
import { reindexSteps } from '@aura-sign/recovery'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { x } from 'tinyexec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const main = fileURLToPath(new URL('../../main.ts', import.meta.url))
const embedder = hashEmbedder()
let database: TestDatabase
let words: string[]
let env: NodeJS.ProcessEnv
beforeAll(async () => {
  database = await startTestDatabase()
  await seedIdentities(database.sql, embedder, { count: 1_000, seed: 'interrupted', now: new Date() })
  const [row] = await database.sql<{ name: string }[]>`select current_database() as name`
  words = [main, 'reindex', '--no-backup', '--json', `--confirm=${row?.name}`]
  env = { ...process.env, DATABASE_URL: database.url }
})
afterAll(() => database?.close())

const reindex = () => x(process.execPath, words, { nodeOptions: { env } })
const search = () => findSimilar(database.sql, embedder, { query: { text: 'ceramics' }, k: 10, now: new Date() })

/** Kills the command the moment it says that it has begun the step; with its session, as a server does once it misses its client. */
async function killAt(step: string): Promise<void> {
  const child = spawn(process.execPath, words, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  const exited = once(child, 'exit')
  for await (const line of createInterface({ input: child.stderr })) {
    if (line.includes(`"event":"progress","name":"${step}"`)) child.kill('SIGKILL')
  }
  const [, signal] = await exited
  expect(signal).toBe('SIGKILL')
  await database.superuser`
    select pg_terminate_backend(pid, 10000) from pg_stat_activity
    where application_name = 'aura-reindex' and datname = current_database()`
}

describe('./aura reindex on a server', () => {
  it.each(reindexSteps)(
    'is finished by a second run after kill -9 at the step "%s", and searches go on',
    async (step) => {
      await killAt(step)
      expect(await search()).toMatchObject({ ok: true, results: { length: 10 } })
      const { exitCode, stderr } = await reindex()
      expect([exitCode, stderr]).toEqual([0, expect.stringContaining('"name":"analyze","ok":true')])
      const found = await readVectorIndexes(database.sql)
      expect(found.map(({ name, valid }) => [name, valid])).toEqual([[vectorIndexName, true]])
    },
  )

  it('touches nothing while another one is at work, and says which process that is', async () => {
    const { superuser } = database
    await superuser.begin(async (transaction) => {
      const [holder] = await transaction<{ pid: number }[]>`
        select pg_backend_pid() as pid, pg_advisory_xact_lock(7264931405)`
      const { exitCode, stderr } = await reindex()
      expect([exitCode, stderr]).toEqual([11, expect.stringContaining(`process ${holder?.pid} of the server`)])
    })
    expect((await reindex()).exitCode).toBe(0)
  })

  it('fails no search and gives none a wrong answer while it is at work', async () => {
    const expected = await search()
    if (!expected.ok) throw new Error(expected.reason)
    const nearest = expected.results.map(({ address }) => address)
    let running = true
    const building = Promise.resolve(reindex()).finally(() => {
      running = false
    })
    const shares: number[] = []
    const loops = Array.from({ length: 4 }, async () => {
      while (running) {
        const answer = await search()
        if (!answer.ok) throw new Error(answer.reason)
        const found = answer.results.filter(({ address }) => nearest.includes(address))
        shares.push(found.length / nearest.length)
      }
    })
    await Promise.all([...loops, building])
    expect((await building).exitCode).toBe(0)
    expect(shares.length).toBeGreaterThan(10)
    // Both indexes are approximate: an answer that lacks more than one of ten is none of either.
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.9)
  })
})
