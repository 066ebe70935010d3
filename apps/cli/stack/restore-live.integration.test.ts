import { signAttestation } from '@aura-sign/identity/sign-attestation'
import { listObjects, openObjectStore } from '@aura-sign/object-store'
import { openPool } from '@aura-sign/postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { SiteClient } from '../site-client/site-client.ts'
import { openWholeStack, type WholeTestStack } from '../testing/open-whole-stack.ts'
import { runCommand } from '../testing/spawn-stack.ts'

const waitMs = 40_000

let whole: WholeTestStack
beforeAll(async () => {
  whole = await openWholeStack()
}, 180_000)
afterAll(() => whole?.[Symbol.asyncDispose](), 120_000)

const siteUrl = () => whole.inUse.urls.siteUrl
const restore = (...words: string[]) => runCommand(['restore', ...words], { AURA_DATA_DIR: whole.root })
const pids = () => (['demo-site', 'worker', 'guardian'] as const).map((name) => whole.pids(name))
const store = () =>
  openObjectStore(whole.inUse.urls.backupStoreUrl, { credentials: { ...whole.inUse.secrets.s3Backups } })

async function makeBackup(): Promise<string> {
  const response = await fetch(`${whole.inUse.urls.guardianUrl}/backups`, {
    method: 'POST',
    headers: { authorization: `Bearer ${whole.inUse.secrets.guardianToken}` },
  })
  const lines = (await response.text()).trim().split('\n')
  return JSON.parse(lines.at(-1) ?? '').backup.name
}

describe('./aura restore, while everything runs', () => {
  it('brings back what was backed up and attested, without a restart of anything, and signs everybody out', async () => {
    const person = new SiteClient(siteUrl())
    await person.signIn()
    await person.request('PUT', '/api/profile', { statement: 'I am backed up.' })
    const { uid: schema } = z
      .object({ uid: z.templateLiteral(['0x', z.string()]) })
      .parse(await person.request('POST', '/api/schemas', { schema: 'bool ok' }))
    const name = await makeBackup()
    await person.request('PUT', '/api/profile', { statement: 'I am too young.' })
    const time = BigInt(Math.floor(Date.now() / 1_000))
    const object = await signAttestation(person.account, { schema, time, data: `0x${'1'.padStart(64, '0')}` })
    const attested = z
      .object({ uid: z.string(), journaled: z.literal(true) })
      .parse(await person.request('POST', '/api/attestations', object))
    const before = pids()

    const refused = await restore('--json')
    expect([refused.exitCode, refused.stderr]).toEqual([14, expect.stringContaining('--confirm="aura"')])
    const planned = await restore('--dry-run', '--json')
    expect(JSON.parse(planned.stdout)).toMatchObject({ confirm: 'aura', replaces: 'aura', backup: { name } })

    const done = await restore('--confirm=aura', '--json')
    expect([done.exitCode, done.stderr]).toEqual([0, expect.any(String)])
    const result = JSON.parse(done.stdout)
    expect(result).toMatchObject({
      ...{ backup: name, database: 'aura', promoted: true },
      reconciled: { attestations: { rebuilt: 1 } },
    })
    expect(result.previous).toMatch(/^aura_replaced_/)

    await expect(person.request('GET', '/api/profile')).rejects.toMatchObject({ status: 401 })
    await person.signIn()
    expect(await person.request('GET', '/api/profile')).toMatchObject({ statement: 'I am backed up.' })
    const shown = await person.request(
      'GET',
      `/api/attestations/${person.account.address.toLowerCase()}/${attested.uid}`,
    )
    expect(JSON.stringify(shown)).toContain(attested.uid)
    const { jobId } = z.object({ jobId: z.string() }).parse(await person.request('POST', '/api/workers/test'))
    const job = () => person.request('GET', `/api/workers/jobs/${jobId}`)
    await expect.poll(job, { timeout: waitMs }).toMatchObject({ state: 'done' })
    expect(pids()).toEqual(before)

    const sql = openPool({ url: whole.inUse.urls.databaseUrl, applicationName: 'test' })
    try {
      const since = new Date()
      const beats = () => sql`select from recovery_heartbeats where at > ${since} limit 1`
      await expect.poll(beats, { timeout: waitMs }).toHaveLength(1)
    } finally {
      await sql.end({ timeout: 1 })
    }
    const entries = await Array.fromAsync(listObjects(store(), 'recovery-journal/'))
    expect(entries.map(({ key }) => key)).toEqual([result.journal])
  })

  it('restores single tables beside those in use, which stay as they are, and says how to merge them', async () => {
    const person = new SiteClient(siteUrl())
    await person.signIn()
    const sql = openPool({ url: whole.inUse.urls.databaseUrl, applicationName: 'test' })
    try {
      await makeBackup()
      const there = await sql`select * from attestations`
      await sql`delete from attestations`
      const missing = await restore('--table', 'absent', '--json')
      expect([missing.exitCode, missing.stderr]).toEqual([10, expect.stringContaining('has no table absent')])
      const done = await restore('--only', 'attestations', '--table', 'users', '--into', 'apart', '--json')
      expect([done.exitCode, done.stderr]).toEqual([0, expect.any(String)])
      const result = JSON.parse(done.stdout)
      expect(Object.keys(result.tables).sort()).toEqual([
        ...['attestation_evidence', 'attestation_schemas', 'attestations', 'evidence', 'users'],
      ])
      expect(await sql`select from attestations`).toHaveLength(0)
      expect(await sql`select * from apart.attestations`).toEqual(there)
      const again = await restore('--table', 'users', '--into', 'apart')
      expect([again.exitCode, again.stderr]).toEqual([14, expect.stringContaining('apart is not empty')])
      await sql.begin(async (transaction) => {
        for (const statement of result.merge) await transaction.unsafe(statement)
      })
      expect(await sql`select * from attestations`).toEqual(there)
    } finally {
      await sql.end({ timeout: 1 })
    }
  })
})
