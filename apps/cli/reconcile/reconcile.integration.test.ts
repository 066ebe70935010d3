import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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

const reconcile = (...words: string[]) => runCommand(['reconcile', 'attestations', ...words], { AURA_DATA_DIR: root })
async function withSql<T>(use: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = openPool({ url: stack?.run.databaseUrl ?? '', applicationName: 'test' })
  return await use(sql).finally(() => sql.end({ timeout: 1 }))
}

describe('./aura reconcile attestations', () => {
  it('gets back every acknowledged attestation that the database has lost', async () => {
    stack = await spawnStack(root)
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
  })
})
