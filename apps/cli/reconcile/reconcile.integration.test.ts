import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { glob, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { signAttestation, testAccount } from '@aura-sign/identity/sign-attestation'
import { openPool, type Sql } from '@aura-sign/postgres'
import { dataDirectoryAt } from '@aura-sign/stack'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SiteClient } from '../site-client/site-client.ts'
import { runCommand, type SpawnedStack, spawnStack } from '../testing/spawn-stack.ts'

interface Acknowledged {
  journaled: boolean
  uid: string
}

const waitMs = 60_000

let root: string
let stack: SpawnedStack | null = null
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'aura reconcile '))
  const template = process.env.AURA_TEST_TEMPLATE
  if (template) cpSync(template, join(dataDirectoryAt(root).databases, 'aura'), { recursive: true })
})
afterEach(async () => {
  await stack?.end('SIGTERM')
  rmSync(root, { recursive: true, force: true })
})

const journal = () => join(root, 'copies elsewhere')
const journalVariable = () => ({ JOURNAL_STORE_URL: pathToFileURL(journal()).href })
const reconcile = (...words: string[]) =>
  runCommand(['reconcile', 'attestations', ...words], { AURA_DATA_DIR: root, ...journalVariable() })
const reconcileCounts = async () => JSON.parse((await reconcile('--dry-run', '--json')).stdout)
async function withSql<T>(use: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = openPool({ url: stack?.run.databaseUrl ?? '', applicationName: 'test' })
  return await use(sql).finally(() => sql.end({ timeout: 1 }))
}

describe('./aura reconcile attestations', () => {
  it('gets back every acknowledged attestation that the database has lost, and says what is wrong with copies', async () => {
    stack = await spawnStack(root, journalVariable())
    const client = new SiteClient(stack.run.siteUrl)
    await client.signIn()
    const { uid: schema } = (await client.request('POST', '/api/schemas', { schema: 'bool ok' })) as {
      uid: `0x${string}`
    }
    const acknowledged: string[] = []
    for (let number = 0; number < 20; number += 1) {
      const time = BigInt(Math.floor(Date.now() / 1_000))
      const object = await signAttestation(testAccount(number), { schema, time, data: `0x${'1'.padStart(64, '0')}` })
      const answer = (await client.request('POST', '/api/attestations', object)) as Acknowledged
      expect(answer.journaled).toBe(true)
      acknowledged.push(answer.uid)
    }
    await withSql((sql) => sql`truncate attestations, attestation_schemas cascade`)

    const planned = await reconcile('--dry-run', '--json')
    expect(JSON.parse(planned.stdout)).toMatchObject({ dryRun: true, attestations: { rebuilt: 20 } })
    expect(await withSql((sql) => sql`select from attestations`)).toHaveLength(0)
    const done = await reconcile()
    expect([done.exitCode, done.stdout]).toEqual([0, expect.stringContaining('attestations: 0 there, 20 rebuilt')])
    const uids = await withSql((sql) => sql<{ uid: string }[]>`select uid from attestations order by id`)
    expect(uids.map(({ uid }) => uid)).toEqual(acknowledged)
    const listed = await client.request('GET', '/api/attestations')
    expect(listed).toMatchObject({ attestations: { length: 20 } })

    const [damaged = '', ...whole] = await Array.fromAsync(glob('attestations/0x*/*.json', { cwd: journal() }))
    expect(whole).toHaveLength(19)
    await writeFile(join(journal(), damaged), '{"kind":')
    const faulty = await reconcile()
    expect([faulty.exitCode, faulty.stdout]).toEqual([1, expect.stringContaining(`unreadable: 1\n  ${damaged}`)])
    // What was queued is beside it now, and where nobody looks there is nothing.
    await expect
      .poll(reconcileCounts, { timeout: waitMs })
      .toMatchObject({ copies: { lost: 0, waiting: 0, damaged: 0 }, faults: { unreadable: 1 } })
    const backups = await runCommand(['reconcile', 'attestations', '--dry-run', '--json'], { AURA_DATA_DIR: root })
    expect([backups.exitCode, JSON.parse(backups.stdout)]).toMatchObject([3, { copies: { lost: 20 } }])
    // Of the same database by its address; another one is never compared with the copies of this.
    const named = { AURA_DATA_DIR: root, DATABASE_URL: stack.run.databaseUrl }
    const same = await runCommand(['reconcile', 'attestations', '--dry-run', '--json'], named)
    expect([same.exitCode, JSON.parse(same.stdout)]).toMatchObject([3, { copies: { lost: 20 } }])
    const other = { ...named, DATABASE_URL: 'postgresql://aura@127.0.0.1:1/another' }
    const refused = await runCommand(['reconcile', 'attestations'], other)
    expect([refused.stdout, refused.stderr]).toEqual(['', expect.stringContaining('no backup store is known')])
  })
})
