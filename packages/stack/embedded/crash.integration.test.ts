import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPool } from '@aura-sign/postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEmbeddedDatabase } from './open-embedded-database.ts'
import { copyTemplate, openTestDatabase } from './testing/open-test-database.ts'
import { RawClient } from './testing/raw-client.ts'
import { spawnNode } from './testing/spawn-node.ts'

let root = ''
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'aura-crash-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

describe('kill -9', () => {
  it('under write load loses no acknowledged row, at four random moments', async () => {
    const directory = join(root, 'killed')
    await copyTemplate(directory)
    const acknowledged = new Set<string>()
    let seed = 20_261_123
    for (let kill = 0; kill < 4; kill++) {
      // Numerical Recipes' generator: the moments are the same in every run.
      seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32
      await using writer = spawnNode('./write-until-killed.ts', [directory, String(kill * 1_000_000)])
      await writer.line(50 + (seed % 700))
      await writer.kill()
      for (const line of writer.lines) acknowledged.add(line)

      await using database = await openEmbeddedDatabase({ directory, port: 0, password: 'test' })
      const sql = openPool({ url: database.url, applicationName: 'test', connectionsMax: 1 })
      const found = new Set((await sql<{ id: string }[]>`select id from ledger`).map(({ id }) => id))
      await sql.end()
      expect([...acknowledged].filter((id) => !found.has(id))).toEqual([])
    }
    expect(acknowledged.size).toBeGreaterThan(200)
  })

  it('during the first start leaves nothing in the way of the next', async () => {
    const directory = join(root, 'first')
    await using first = spawnNode('./open-and-report.ts', [directory])
    await existence(`${directory}.initialising`)
    await first.kill()
    await using database = await openEmbeddedDatabase({ directory, port: 0, password: 'test' })
    expect((await RawClient.open(database.port)).messages.at(-1)?.type).toBe('Z')
  })
})

describe('a Postgres that dies', () => {
  it('is told by `failure`, rejects what was running, and leaves the directory usable', async () => {
    await using test = await openTestDatabase()
    await test.pool()`create table before_crash as select 1 as id`
    const snapshot = test.database.snapshot(async (taken) => {
      // The conversion libraries of this PGlite call a function that it lacks.
      await taken.query("select convert_to('ü', 'LATIN1')")
    })
    await expect(snapshot).rejects.toMatchObject({ code: 'embedded_database_failed' })
    expect(await test.database.failure).toMatchObject({ code: 'embedded_database_failed' })
    await expect(test.database.snapshot(async () => undefined)).rejects.toMatchObject({
      code: 'embedded_database_failed',
    })
    await expect(RawClient.open(test.database.port)).rejects.toThrow('ended')
    await test.database.close()

    await using again = await openEmbeddedDatabase({ directory: test.directory, port: 0, password: 'test' })
    expect(await again.snapshot((taken) => taken.query('select id from before_crash'))).toEqual([{ id: 1 }])
  })

  it('is not one that was asked too much: endless recursion and a lack of memory are errors', async () => {
    await using test = await openTestDatabase()
    const { client } = await RawClient.open(test.database.port)
    await client.ask("create function deeper(n int) returns int language plpgsql as 'begin return deeper(n + 1); end'")
    await expect(client.ask('select deeper(1)')).rejects.toThrow('54001')
    await expect(client.ask(`select ${'('.repeat(50_000)}1${')'.repeat(50_000)}`)).rejects.toThrow(/54001|53200|42601/)
    await expect(client.ask("select array_agg(repeat('x', 1000000)) from generate_series(1, 4000)")).rejects.toThrow(
      '53200',
    )
    expect(await client.ask('select 1')).toEqual(['1'])
  })
})

async function existence(path: string): Promise<void> {
  const { watch } = await import('node:fs/promises')
  const { existsSync } = await import('node:fs')
  const watching = new AbortController()
  const events = watch(root, { signal: watching.signal })
  while (!existsSync(path)) await events[Symbol.asyncIterator]().next()
  watching.abort()
}
