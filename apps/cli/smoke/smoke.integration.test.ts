import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand, type SpawnedStack, spawnStack } from '../testing/spawn-stack.ts'
import { smokeChecks } from './smoke-checks.ts'

const root = mkdtempSync(join(tmpdir(), 'aura-smoke-'))
let stack: SpawnedStack

beforeAll(async () => {
  stack = await spawnStack(root)
})
afterAll(async () => {
  await stack.end('SIGTERM')
  rmSync(root, { recursive: true, force: true })
})

const smoke = (baseUrl: string) => runCommand(['smoke', baseUrl, '--json'], { AURA_DATA_DIR: root })
const results = (stdout: string): { name: string; ok: boolean }[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

/** A proxy to the stack that changes what one path answers. */
async function withFault(path: string, change: (body: string) => { status?: number; body: string }) {
  const server = createServer(async (request, response) => {
    const chunks = await Array.fromAsync(request)
    const body = Buffer.concat(chunks)
    const answer = await fetch(stack.run.siteUrl + request.url, {
      method: request.method ?? 'GET',
      headers: Object.fromEntries(
        Object.entries(request.headers).filter(([name]) => ['content-type', 'cookie', 'origin'].includes(name)),
      ) as Record<string, string>,
      ...(body.length > 0 && { body }),
    })
    const text = await answer.text()
    const changed = request.url?.startsWith(path) ? change(text) : { body: text }
    response.writeHead(changed.status ?? answer.status, {
      'content-type': 'application/json',
      'set-cookie': answer.headers.getSetCookie(),
    })
    response.end(answer.status === 204 ? undefined : changed.body)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() }
}

describe('./aura smoke', () => {
  it('passes every check against a working stack', async () => {
    const run = await smoke(stack.run.siteUrl)
    expect(results(run.stdout)).toEqual(smokeChecks.map(({ name }) => expect.objectContaining({ name, ok: true })))
    expect(run.exitCode).toBe(0)
  })

  it.each([
    ['health', '/api/health', () => ({ status: 503, body: '{"status":"down"}' })],
    ['nonce', '/api/auth/nonce', (body: string) => ({ body: body.replace(/"nonce":"\w+"/, '"nonce":"x"') })],
    ['sign-in', '/api/auth/verify', () => ({ status: 401, body: '{}' })],
    ['session', '/api/auth/session', (body: string) => ({ body: body.replace(/"address":"0x../, '"address":"0x00') })],
    [
      'worker job',
      '/api/workers/jobs',
      (body: string) => ({ body: body.replace(/"state":"\w+"/, '"state":"failed"') }),
    ],
    ['similarity', '/api/similarity', () => ({ body: '{"results":[{"distance":1},{"distance":0}],"index":"exact"}' })],
    ['sign-out', '/api/auth/session', (body: string) => ({ body: body.replace('"user":null', '"user":{}') })],
  ])('turns red on a fault in %s', async (name, path, change) => {
    const faulty = await withFault(path, change)
    try {
      const run = await smoke(faulty.url)
      expect(run.exitCode).toBe(1)
      expect(results(run.stdout).find((result) => result.name === name)).toMatchObject({ ok: false })
    } finally {
      faulty.close()
    }
  })

  it('says that nothing answers', async () => {
    const run = await smoke('http://127.0.0.1:9')
    expect(run.exitCode).toBe(1)
    expect(results(run.stdout).every((result) => !result.ok)).toBe(true)
  })
})
