import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { exitCodes, freePort } from '@aura-sign/core'
import { openObjectStore } from '@aura-sign/object-store'
import { readNewestHeartbeat } from '@aura-sign/recovery'
import { startTestDatabase } from '@aura-sign/testkit'
import { FaultProxy } from '@aura-sign/testkit/fault-proxy'
import { HttpFaultProxy, type SeenRequest } from '@aura-sign/testkit/http-fault-proxy'
import { listeningPorts } from '@aura-sign/testkit/listening-ports'
import { startTestBucket } from '@aura-sign/testkit/test-bucket'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))
const waitMs = 20_000

/** The guardian as a process of its own, with exactly this environment, which makes no backups by itself. */
function spawnGuardian(environment: Record<string, string>) {
  const child = spawn(process.execPath, [main], {
    env: { GUARDIAN_SCHEDULE: 'off', ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const output = { stderr: '' }
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text
  })
  const exited = once(child, 'close').then(() => ({ code: child.exitCode, stderr: output.stderr }))
  const close = async () => {
    child.kill('SIGKILL')
    await exited
  }
  return { child, output, exited, [Symbol.asyncDispose]: close }
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aura guardian '))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the process of the guardian', () => {
  it('says what is wrong with its configuration, all of it, and ends with 2', async () => {
    const wrong = { BACKUP_STORE_URL: '/srv', GUARDIAN_PORT: 'http', GUARDIAN_TOKEN: 'short', METRICS_PORT: '-1' }
    const { code, stderr } = await spawnGuardian(wrong).exited
    expect(code).toBe(2)
    for (const name of ['DATABASE_URL', ...Object.keys(wrong)]) expect(stderr).toContain(`${name}:`)
    expect(stderr).not.toContain('short')
  })

  it('refuses to put backups where the objects are', async () => {
    const objects = pathToFileURL(folder).href
    const urls = { OBJECT_STORE_URL: objects, BACKUP_STORE_URL: `${objects}/backups` }
    const { code, stderr } = await spawnGuardian({ DATABASE_URL: 'postgresql://127.0.0.1:9/aura', ...urls }).exited
    expect(code).toBe(exitCodes.refused)
    expect(stderr).toContain('backups would go where the objects are')
  })

  it('does not start on a backup store that ignores the condition of a write', async () => {
    await using bucket = await startTestBucket()
    await using proxy = await HttpFaultProxy.start(bucket.endpoint)
    const isConditional = ({ headers }: SeenRequest) => headers['if-none-match'] !== undefined
    proxy.plant((seen) => (isConditional(seen) ? { status: 200 } : undefined))
    const { code, stderr } = await spawnGuardian({
      DATABASE_URL: 'postgresql://127.0.0.1:9/aura',
      BACKUP_STORE_URL: bucket.url({ endpoint: proxy.url }),
      BACKUP_STORE_ACCESS_KEY_ID: bucket.credentials.accessKeyId,
      BACKUP_STORE_SECRET_ACCESS_KEY: bucket.credentials.secretAccessKey,
    }).exited
    expect(code).toBe(exitCodes.refused)
    expect(stderr).toContain('although it was told not to')
    expect(stderr).toContain(`put-bucket-versioning --bucket ${bucket.bucket}`)
  })

  it('does not start on a backup store that would not encrypt backups as its URL asks', async () => {
    await using bucket = await startTestBucket()
    const { code, stderr } = await spawnGuardian({
      DATABASE_URL: 'postgresql://127.0.0.1:9/aura',
      BACKUP_STORE_URL: `${bucket.url()}&encryption=AES256`,
      BACKUP_STORE_ACCESS_KEY_ID: bucket.credentials.accessKeyId,
      BACKUP_STORE_SECRET_ACCESS_KEY: bucket.credentials.secretAccessKey,
    }).exited
    expect([code, stderr]).toEqual([exitCodes.refused, expect.stringContaining('does not encrypt what it keeps')])
  })

  it('starts although its backup store is not there', async () => {
    const port = await freePort()
    await using guardian = spawnGuardian({
      DATABASE_URL: 'postgresql://127.0.0.1:9/aura',
      BACKUP_STORE_URL: `s3://bucket?endpoint=http://127.0.0.1:${port}`,
      BACKUP_STORE_ACCESS_KEY_ID: 'id',
      BACKUP_STORE_SECRET_ACCESS_KEY: 'secret',
    })
    await expect.poll(() => guardian.output.stderr, { timeout: waitMs }).toContain('guardian started')
    expect(guardian.output.stderr).toContain('the backup store does not answer')
  })

  it('starts without a database, beats once there is one, and has the last beat in the store when it stops', async () => {
    await using database = await startTestDatabase()
    await using proxy = await FaultProxy.start(database.url)
    proxy.onPiece(() => 'reset')
    const BACKUP_STORE_URL = pathToFileURL(folder).href
    const DATABASE_URL = proxy.through(database.url)
    await using guardian = spawnGuardian({ DATABASE_URL, BACKUP_STORE_URL, HEARTBEAT_TRAIL_SECONDS: '60' })
    await expect.poll(() => guardian.output.stderr, { timeout: waitMs }).toContain('guardian started')
    expect(listeningPorts(guardian.child.pid ?? 0)).toHaveLength(1)
    await expect.poll(() => guardian.output.stderr, { timeout: waitMs }).toContain('not reaching the database')
    const newest = async () => {
      const [row] = await database.sql<{ at: Date }[]>`select at from recovery_heartbeats order by at desc limit 1`
      return row?.at.toISOString() ?? null
    }
    expect(await newest()).toBeNull()
    proxy.heal()
    await expect.poll(newest, { timeout: waitMs }).not.toBeNull()
    guardian.child.kill('SIGTERM')
    expect(await guardian.exited).toMatchObject({ code: 0 })
    expect((await readNewestHeartbeat(openObjectStore(BACKUP_STORE_URL)))?.at).toBe(await newest())
  })
})
