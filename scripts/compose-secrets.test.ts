import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readComposeFile } from './compose/read-compose-file.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const script = join(root, 'scripts/make_compose_secrets.sh')
const compose = readComposeFile(readFileSync(join(root, 'docker-compose.yml'), 'utf8'))

describe('scripts/make_compose_secrets.sh', () => {
  let directory: string
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'aura-secrets-'))
  })
  afterEach(() => rmSync(directory, { recursive: true, force: true }))

  const make = () => execFileSync('sh', [script, '--keep-owner', '--directory', directory], { stdio: 'pipe' })
  const read = (name: string) => readFileSync(join(directory, name), 'utf8')

  it('makes every secret that the compose file names, and no other', () => {
    make()
    expect(readdirSync(directory).sort()).toEqual(Object.keys(compose.secrets).sort())
    expect(Object.values(compose.secrets).map(({ file }) => file)).toEqual(
      Object.keys(compose.secrets).map((name) => `./secrets/${name}`),
    )
  })

  it('lets nobody else read them', () => {
    make()
    for (const name of readdirSync(directory)) expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600)
  })

  it('makes the key of encrypted files as MinIO takes it: a name and 32 bytes', () => {
    make()
    const [, name, key = ''] = /^([a-z-]+):([A-Za-z0-9+/]+=*)$/.exec(read('minio_encryption_key')) ?? []
    expect([name, Buffer.from(key, 'base64').length]).toEqual(['aura-sign', 32])
  })

  it('never overwrites, and derives what is missing from what is there', () => {
    writeFileSync(join(directory, 'postgres_admin_password'), 'chosen')
    make()
    const before = readdirSync(directory).map(read)
    make()
    expect(readdirSync(directory).map(read)).toEqual(before)
    expect(read('postgres_admin_password')).toBe('chosen')
    expect(read('database_url')).toBe('postgresql://admin:chosen@postgres:5432/aura?sslmode=disable')
    expect(JSON.parse(read('redis_exporter_passwords'))).toEqual({ 'redis://redis:6379': read('redis_password') })
  })

  it('gives each file to the user of the container that reads it', () => {
    const owners = new Map(
      [...readFileSync(script, 'utf8').matchAll(/ put (\w+) (\d+:\d+)$/gm)].map(([, name, owner]) => [name, owner]),
    )
    const wrong = Object.entries(compose.services).flatMap(([service, { user, secrets }]) =>
      (secrets ?? []).filter((name) => owners.get(name) !== user).map((name) => `${service} ${name}`),
    )
    expect(owners.size).toBe(Object.keys(compose.secrets).length)
    expect(wrong).toEqual([])
  })

  it.each([
    ['a file', 'prometheus/prometheus.yml', 0o640],
    ['a folder', 'prometheus', 0o750],
  ])('names %s of a checkout that the users in the containers cannot read, and makes nothing', (_what, name, mode) => {
    const checkout = join(directory, 'checkout')
    cpSync(join(root, 'infra'), join(checkout, 'infra'), { recursive: true })
    mkdirSync(join(checkout, 'scripts'))
    copyFileSync(script, join(checkout, 'scripts/make.sh'))
    const run = () => spawnSync('sh', [join(checkout, 'scripts/make.sh'), '--keep-owner'], { encoding: 'utf8' })
    execFileSync('chmod', ['-R', 'a+rX', join(checkout, 'infra')])
    const path = join(checkout, 'infra', name)
    chmodSync(path, mode)
    const { status, stderr } = run()
    expect([status, stderr.split('\n').filter((line) => line.startsWith('  /'))]).toEqual([1, [`  ${path}`]])
    expect(stderr).toContain(`chmod -R a+rX ${join(checkout, 'infra')}`)
    expect(readdirSync(checkout).sort()).toEqual(['infra', 'scripts'])
    execFileSync('chmod', ['-R', 'a+rX', join(checkout, 'infra')])
    expect(run().status).toBe(0)
  })

  it('says which option it does not know', () => {
    const run = spawnSync('sh', [script, '--force'], { encoding: 'utf8' })
    expect([run.status, run.stderr]).toEqual([2, expect.stringContaining('--force')])
  })
})
