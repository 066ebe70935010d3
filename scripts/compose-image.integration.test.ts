import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildPageIfStale, pageDirectory } from '../apps/demo-site/server/build-page.ts'
import { freePort } from '../packages/core/process/free-port.ts'
import { copyBuildContext } from './compose/build-context.ts'
import { type ComposeFile, readComposeFile, withDefaults } from './compose/read-compose-file.ts'

const checkout = fileURLToPath(new URL('..', import.meta.url))
const node = join(checkout, 'node_modules/node/bin/node')
const healthAttemptsMax = 100
const healthPauseMs = 100

/** What the image holds, made by the Dockerfile's own steps; apps run in it with the compose file's command and environment. */
describe('the image of the apps', () => {
  let root: string
  let image: string
  let secrets: string
  let taken: string[]
  let database: TestDatabase
  let compose: ComposeFile

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'aura-image-'))
    image = join(root, 'app')
    secrets = join(root, 'secrets')
    await mkdir(image)
    taken = await copyBuildContext(checkout, image)
    await buildPageIfStale()
    await cp(pageDirectory, join(image, 'apps/demo-site/web/dist'), { recursive: true })
    const { packageManager } = JSON.parse(await readFile(join(image, 'package.json'), 'utf8')) as {
      packageManager: string
    }
    const pnpm = `.aura/toolchain/pnpm-${packageManager.split('@')[1]}/node_modules/pnpm/bin/pnpm.mjs`
    const words = [join(checkout, pnpm), 'install', '--prod', '--frozen-lockfile', '--prefer-offline']
    await succeed(spawn(node, words, { cwd: image, env: { ...process.env, CI: 'true' } }))
    await succeed(
      spawn('sh', [join(checkout, 'scripts/make_compose_secrets.sh'), '--keep-owner', '--directory', secrets]),
    )
    database = await startTestDatabase()
    await writeFile(join(secrets, 'database_url'), `${database.url}\n`)
    await writeFile(join(secrets, 'redis_url'), `redis://:x@127.0.0.1:${await freePort()}\n`)
    compose = readComposeFile(await readFile(join(checkout, 'docker-compose.yml'), 'utf8'))
  }, 180_000)

  afterAll(async () => {
    await database?.close()
    await rm(root, { recursive: true, force: true })
  })

  it('holds no test, no secret, no local state and no bootstrap', () => {
    expect(taken.length).toBeGreaterThan(200)
    const unwanted = /\.test\.tsx?$|(^|\/)(node_modules|dist|\.aura|\.env|\.git)(\/|$)|^(aura|secrets)(\/|$)/
    expect(taken.filter((path) => unwanted.test(path))).toEqual([])
  })

  it('holds dependencies, and no development dependency', async () => {
    const installed = await readdir(join(image, 'node_modules/.pnpm'))
    const has = (name: string) => installed.some((folder) => folder.startsWith(`${name.replace('/', '+')}@`))
    expect(['fastify', 'postgres', 'dbmate', 'secp256k1'].filter((name) => !has(name))).toEqual([])
    const { devDependencies } = JSON.parse(await readFile(join(image, 'package.json'), 'utf8'))
    const development = Object.keys(devDependencies).filter((name) => !['@aura-sign/testkit', 'yaml'].includes(name))
    expect([...development, 'vite', 'react', 'tailwindcss'].filter(has)).toEqual([])
    expect(development).toContain('vitest')
  })

  it('migrates with the command of the compose file', async () => {
    const output = await succeed(await startService('migrate', {}))
    expect(output).toMatch(/the schema is current|applied/)
  })

  it.each(['demo-site', 'worker', 'guardian'])('%s starts, is found healthy and stops in order', async (name) => {
    const ports = new Map<string, string>()
    for (const variable of ['PORT', 'METRICS_PORT', 'GUARDIAN_PORT']) {
      const port = compose.services[name]?.environment?.[variable]
      if (port !== undefined) ports.set(port, String(await freePort()))
    }
    const app = await startService(name, Object.fromEntries(ports))
    const output = collect(app)
    try {
      expect(await becomesHealthy(name, ports, app), output.join('')).toBe(true)
    } finally {
      const ended = app.exitCode === null ? once(app, 'exit') : Promise.resolve([app.exitCode])
      app.kill('SIGTERM')
      await ended
    }
    expect(app.exitCode, output.join('')).toBe(0)
    // Nothing listens any more: the check can fail.
    expect((await runCheck(name, ports)).exitCode).not.toBe(0)
  })

  /** Runs a service's command as a plain process: names of services become loopback, ports free ones, nothing else changes. */
  async function startService(name: string, ports: Record<string, string>): Promise<ChildProcess> {
    const service = compose.services[name]
    const [program, ...words] = service?.command ?? []
    expect(program).toBe('node')
    const nowhere = await freePort()
    const environment = Object.entries(service?.environment ?? {}).map(([variable, value]) => {
      const text = ports[value] ?? withDefaults(value)
      return [
        variable,
        text
          .replace('/run/secrets', secrets)
          .replace('/var/spool/aura', root)
          .replace('minio:9000', `127.0.0.1:${nowhere}`)
          .replace(/^0\.0\.0\.0$/, '127.0.0.1'),
      ]
    })
    const env = { PATH: '/usr/bin:/bin', NODE_ENV: 'production', ...Object.fromEntries(environment) }
    return spawn(node, words, { cwd: image, env })
  }

  function runCheck(name: string, ports: Map<string, string>): Promise<{ exitCode: number | null }> {
    const [kind, program, ...words] = compose.services[name]?.healthcheck?.test ?? []
    expect([kind, program]).toEqual(['CMD', 'node'])
    const rewritten = words.map((word) => word.replace(/:(\d+)(?=\/)/, (_all, port) => `:${ports.get(port) ?? port}`))
    const check = spawn(node, rewritten, { cwd: image, stdio: 'ignore' })
    return once(check, 'exit').then(([exitCode]) => ({ exitCode }))
  }

  async function becomesHealthy(name: string, ports: Map<string, string>, app: ChildProcess): Promise<boolean> {
    for (let attempt = 0; attempt < healthAttemptsMax && app.exitCode === null; attempt += 1) {
      if ((await runCheck(name, ports)).exitCode === 0) return true
      await sleep(healthPauseMs)
    }
    return false
  }
})

function collect(child: ChildProcess): string[] {
  const chunks: string[] = []
  child.stdout?.on('data', (chunk) => chunks.push(String(chunk)))
  child.stderr?.on('data', (chunk) => chunks.push(String(chunk)))
  return chunks
}

async function succeed(child: ChildProcess): Promise<string> {
  const output = collect(child)
  const [exitCode] = await once(child, 'close')
  expect(exitCode, output.join('')).toBe(0)
  return output.join('')
}
