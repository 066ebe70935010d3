import { systemClock } from '@aura-sign/core'
import { signAttestation, testAccount } from '@aura-sign/identity/sign-attestation'
import { openObjectStore, readObject } from '@aura-sign/object-store'
import { openPool } from '@aura-sign/postgres'
import { scheduleObjectsBackup } from '@aura-sign/recovery'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { SiteClient } from '../site-client/site-client.ts'
import { openWholeStack, type WholeTestStack } from '../testing/open-whole-stack.ts'
import { runCommand } from '../testing/spawn-stack.ts'

const targetsAnswer = z.object({
  data: z.object({
    activeTargets: z.array(
      z.object({ labels: z.object({ job: z.string() }), health: z.string(), lastError: z.string() }),
    ),
  }),
})
const waitMs = 40_000

let whole: WholeTestStack
beforeAll(async () => {
  whole = await openWholeStack()
}, 180_000)
afterAll(() => whole?.[Symbol.asyncDispose](), 120_000)

const urls = () => whole.inUse.urls
const health = async () => (await fetch(`${urls().siteUrl}/api/health`)).json()
const statusOf = async (path: string) => (await fetch(urls().siteUrl + path)).status
async function metricsOf(port: 'SITE_METRICS_PORT' | 'WORKER_METRICS_PORT' | 'GUARDIAN_METRICS_PORT') {
  return await (await fetch(`http://127.0.0.1:${whole.inUse.ports[port]}/metrics`)).text()
}
/** Value of a series, written as it is shown; null when it is absent. */
function readValue(text: string, series: string): number | null {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${series} `))
  return line === undefined ? null : Number(line.slice(series.length + 1))
}
const guardianValue = async (series: string) => readValue(await metricsOf('GUARDIAN_METRICS_PORT'), series)
async function makeBackup() {
  const response = await fetch(`${urls().guardianUrl}/backups`, {
    method: 'POST',
    headers: { authorization: `Bearer ${whole.inUse.secrets.guardianToken}` },
  })
  const lines = (await response.text()).trim().split('\n')
  return JSON.parse(lines.at(-1) ?? '')
}
const backupStore = () => openObjectStore(urls().backupStoreUrl, { credentials: { ...whole.inUse.secrets.s3Backups } })

describe('a stack of all services', () => {
  it('is scraped by its own Prometheus, every job of it', async () => {
    const states = async () => {
      const answer = await fetch(`${urls().prometheusUrl}/api/v1/targets?state=active`)
      const { activeTargets } = targetsAnswer.parse(await answer.json()).data
      return activeTargets
        .map(({ labels, health: state, lastError }) => `${labels.job} ${state} ${lastError}`.trim())
        .sort()
    }
    const jobs = ['alertmanager', 'demo-site', 'guardian', 'node', 'postgres', 'prometheus', 'redis', 'worker']
    await expect.poll(states, { timeout: waitMs }).toEqual(jobs.map((job) => `${job} up`))
  })

  it('shows requests by route and sign-ins by outcome, and nothing of who they were', async () => {
    const person = new SiteClient(urls().siteUrl)
    const userId = await person.signIn()
    await person.request('PUT', '/api/profile', { statement: 'I am measured.' })
    const { jobId } = z.object({ jobId: z.string() }).parse(await person.request('POST', '/api/workers/test'))
    await person.request('GET', `/api/workers/jobs/${jobId}`)
    const { message } = await person.signMessage()
    expect((await post('/api/auth/verify', { message, signature: '0x00' })).status).toBe(401)
    expect(await statusOf(`/${person.account.address}?who=${userId}`)).toBe(404)

    const text = await metricsOf('SITE_METRICS_PORT')
    const counted = (route: string, method: string, status: string) =>
      readValue(
        text,
        `aura_http_request_duration_seconds_count{route="${route}",method="${method}",status="${status}"}`,
      )
    expect(counted('/api/auth/verify', 'POST', '2xx')).toBe(1)
    expect(counted('/api/auth/verify', 'POST', '4xx')).toBe(1)
    expect(counted('/api/workers/jobs/:id', 'GET', '2xx')).toBe(1)
    expect(readValue(text, 'aura_sign_ins_total{outcome="accepted"}')).toBe(1)
    const series = text.split('\n').filter((line) => /^aura_(http|sign_ins)/.test(line))
    expect(series.length).toBeGreaterThan(20)
    for (const secret of [person.account.address, userId, jobId, '127.0.0.1', person.cookie ?? 'no cookie']) {
      expect(text.toLowerCase()).not.toContain(secret.toLowerCase())
    }
  })

  it('has a heartbeat in the database, copied off it, and a backup that is complete in the S3 store', async () => {
    const sql = openPool({ url: urls().databaseUrl, applicationName: 'test', connectionsMax: 1 })
    const rows = await sql`select at from recovery_heartbeats where lsn is not null`
    await sql.end()
    expect(rows.length).toBeGreaterThan(0)
    expect(await makeBackup()).toMatchObject({ type: 'done', backup: { state: 'complete' } })
    const { objects } = await backupStore().list('')
    const manifest = objects.find(({ key }) => key.endsWith('.manifest.json'))
    const stored = await readObject(backupStore(), manifest?.key ?? 'none', { maxBytes: 1_000_000 })
    const { name, file } = JSON.parse(Buffer.from(stored ?? []).toString('utf8'))
    expect(objects).toContainEqual(expect.objectContaining({ key: name, sizeBytes: file.sizeBytes }))
    await expect.poll(() => guardianValue('aura_rpo_seconds'), { timeout: waitMs }).not.toBeNull()
    expect(await guardianValue('aura_backup_last_success_size_bytes')).toBe(file.sizeBytes)
    await expect.poll(() => guardianValue('aura_heartbeat_trail_age_seconds'), { timeout: waitMs }).not.toBeNull()
    expect(await guardianValue('aura_collector_up{collector="backup_store"}')).toBe(1)

    const made = await runCommand(['backup', 'create'], { AURA_DATA_DIR: whole.root })
    expect([made.exitCode, made.stdout]).toEqual([0, expect.stringMatching(/^backup_\S+\.sql\.gz\n$/)])
    const listed = await runCommand(['backup', 'list', '--json'], { AURA_DATA_DIR: whole.root })
    expect(listed.stdout.match(/"complete"/g)).toHaveLength(2)
    expect(listed.stdout).toContain(made.stdout.trim())
  })

  it('copies the objects by an account that only reads them, and says how old the copies are', async () => {
    const credentials = { ...whole.inUse.secrets.s3Copies }
    const objects = openObjectStore(urls().objectStoreUrl, { credentials })
    const backups = backupStore()
    // As its guardian would, whose schedule is off here.
    const task = scheduleObjectsBackup({ objects, backups, clock: systemClock, keepDays: 30 })
    await task.run({ signal: AbortSignal.timeout(waitMs) })
    expect(await task.lastRunAt()).toBeInstanceOf(Date)
    const age = () => guardianValue('aura_objects_backup_age_seconds')
    await expect.poll(age, { timeout: 2 * waitMs }).toBeGreaterThanOrEqual(0)
  }, 120_000)

  it('has the signed copy of an attestation among the backups before it acknowledges it, and gets it back from there', async () => {
    const { journaled, key } = await attest(1)
    expect([journaled, await backupStore().head(key)]).toEqual([true, expect.anything()])
    const sql = openPool({ url: urls().databaseUrl, applicationName: 'test', connectionsMax: 1 })
    await sql`truncate attestations, attestation_schemas cascade`.finally(() => sql.end())
    const done = await runCommand(['reconcile', 'attestations', '--json'], { AURA_DATA_DIR: whole.root })
    expect(JSON.parse(done.stdout)).toMatchObject({ attestations: { rebuilt: 1 }, copies: { waiting: 0, lost: 0 } })
    const shown = await runCommand(['config', 'print', '--json'], { AURA_DATA_DIR: whole.root })
    expect(JSON.parse(shown.stdout)).toMatchObject({
      JOURNAL_STORE_URL: urls().backupStoreUrl,
      JOURNAL_STORE_ACCESS_KEY_ID: whole.inUse.secrets.s3Journal.accessKeyId,
    })
  })

  it('signs people in without Redis and objects, and says that these two are down', async () => {
    await whole.stack.kill(['redis', 'minio'])
    await expect.poll(health).toMatchObject({
      status: 'degraded',
      components: { postgres: { status: 'ok' }, redis: { status: 'down' }, objects: { status: 'down' } },
    })
    const person = new SiteClient(urls().siteUrl)
    const userId = await person.signIn()
    expect(await person.request('GET', '/api/auth/session')).toMatchObject({ user: { id: userId } })
    await person.request('PUT', '/api/profile', { statement: 'I need neither.' })
    const embedded = async () => await person.request('GET', '/api/profile')
    await expect.poll(embedded, { timeout: waitMs }).toMatchObject({ embedding: { state: 'ready' } })
    await person.signOut()
    const unjournaled = await attest(2)
    expect(unjournaled.journaled).toBe(false)
    expect(await statusOf('/readyz')).toBe(200)

    await expect.poll(() => guardianValue('aura_collector_up{collector="backup_store"}'), { timeout: waitMs }).toBe(0)
    for (const series of ['aura_rpo_seconds', 'aura_heartbeat_trail_age_seconds']) {
      expect(await guardianValue(series)).toBeNull()
    }
    const misses = () => guardianValue('aura_heartbeat_failures_total{target="backup_store"}')
    await expect.poll(misses, { timeout: waitMs }).toBeGreaterThan(0)
    expect(await makeBackup()).toMatchObject({ type: 'error', problem: { code: 'object_store_unreachable' } })
    expect(await guardianValue('aura_backups_total{outcome="failed"}')).toBe(1)
    expect(await guardianValue('aura_backups_total{outcome="succeeded"}')).toBe(2)
    await whole.stack.start(['redis', 'minio'])
    await expect.poll(health, { timeout: waitMs }).toMatchObject({ status: 'ok' })
    // By the worker, with the same account.
    await expect.poll(() => backupStore().head(unjournaled.key), { timeout: 2 * waitMs }).not.toBeNull()
  })

  it('outlives its Postgres: the same processes say that it is down, and work again when it is back', async () => {
    const names = ['demo-site', 'worker', 'guardian'] as const
    const pids = () => names.flatMap((name) => whole.pids(name))
    const before = pids()
    expect(before).toHaveLength(3)
    const failed = async () => (await guardianValue('aura_heartbeat_failures_total{target="database"}')) ?? 0
    const failedBefore = await failed()
    await whole.stack.kill(['postgres'])
    await expect.poll(health).toMatchObject({ status: 'down', components: { postgres: { status: 'down' } } })
    expect([await statusOf('/api/health'), await statusOf('/readyz'), await statusOf('/livez')]).toEqual([
      503, 503, 200,
    ])
    await expect.poll(failed, { timeout: waitMs }).toBeGreaterThan(failedBefore)
    await whole.stack.start(['postgres'])
    await expect.poll(health, { timeout: waitMs }).toMatchObject({ status: 'ok' })
    await expect.poll(() => guardianValue('aura_heartbeat_age_seconds'), { timeout: waitMs }).toBeLessThan(3)
    await new SiteClient(urls().siteUrl).signIn()
    expect(pids()).toEqual(before)
  })
})

/** Takes an attestation in; `key` is where its copy belongs. */
async function attest(number: number): Promise<{ journaled: boolean; key: string }> {
  const account = testAccount(number)
  const person = new SiteClient(urls().siteUrl)
  await person.signIn()
  const { uid: schema } = z
    .object({ uid: z.templateLiteral(['0x', z.string()]) })
    .parse(await person.request('POST', '/api/schemas', { schema: 'bool ok' }))
  const time = BigInt(Math.floor(Date.now() / 1_000))
  const object = await signAttestation(account, { schema, time, data: `0x${'1'.padStart(64, '0')}` })
  const { journaled } = z
    .object({ journaled: z.boolean() })
    .parse(await person.request('POST', '/api/attestations', object))
  return { journaled, key: `attestations/${account.address.toLowerCase()}/${object.uid}.json` }
}

function post(path: string, body: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return fetch(urls().siteUrl + path, { method: 'POST', headers, body: JSON.stringify(body) })
}
