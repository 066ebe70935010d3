import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { hashEmbedder, seedIdentities } from '@aura-sign/identity'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { x } from 'tinyexec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const main = fileURLToPath(new URL('../../main.ts', import.meta.url))
let database: TestDatabase
let directory: string
beforeAll(async () => {
  database = await startTestDatabase()
  directory = await mkdtemp(join(tmpdir(), 'aura-reindex-'))
  await seedIdentities(database.sql, hashEmbedder(), { count: 100, seed: 'backup', now: new Date() })
})
afterAll(async () => {
  await database?.close()
  await rm(directory, { recursive: true, force: true })
})

async function reindex() {
  const [row] = await database.sql<{ name: string }[]>`select current_database() as name`
  const env = {
    ...process.env,
    DATABASE_URL: database.url,
    AURA_DATA_DIR: join(directory, 'data'),
    BACKUP_STORE_URL: pathToFileURL(join(directory, 'store')).href,
  }
  const words = [main, 'reindex', `--confirm=${row?.name}`]
  const { stderr, exitCode } = await x(process.execPath, words, { nodeOptions: { env } })
  return { stderr, exitCode }
}

describe('./aura reindex', () => {
  it('makes a backup before it changes anything, unless there is one of the last hour', async () => {
    const first = await reindex()
    expect([first.exitCode, first.stderr]).toEqual([0, expect.stringMatching(/made the backup backup_\S+/)])
    const manifests = async () =>
      (await readdir(join(directory, 'store'), { recursive: true })).filter((name) => name.endsWith('.manifest.json'))
    const made = await manifests()
    expect(made.length).toBe(1)
    const second = await reindex()
    expect([second.exitCode, second.stderr]).toEqual([0, expect.stringMatching(/there is a backup of the last hour/)])
    expect(await manifests()).toEqual(made)
  })
})
