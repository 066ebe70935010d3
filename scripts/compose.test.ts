import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DCLinter } from 'dclint'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { siteNodeFlags } from '../apps/demo-site/node-flags.ts'
import { guardianNodeFlags, guardianNodeVariables } from '../apps/guardian/node-flags.ts'
import { workerNodeFlags, workerNodeVariables } from '../apps/worker/node-flags.ts'
import { baseImages } from './compose/base-images.ts'
import { composeRules } from './compose/compose-rules.ts'
import { readComposeFile } from './compose/read-compose-file.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8')
const exists = (path: string) => existsSync(join(root, path))

describe("the compose specification's schema", () => {
  it('accepts the file', () => {
    expect(schemaViolations(text)).toEqual([])
  })

  it.each([
    ['an unknown key', /^ {4}shm_size: .*$/m, '    shm_sizes: 512mb'],
    ['a wrong type', /^ {4}pid: host$/m, '    pid: [host]'],
    ['a condition that does not exist', 'condition: service_healthy', 'condition: service_well'],
    ['an unknown key at the top', /^networks:$/m, 'network:'],
  ])('refuses %s', (_name, found, fault) => {
    const planted = text.replace(found, fault)
    expect(planted).not.toBe(text)
    expect(schemaViolations(planted)).not.toEqual([])
  })
})

describe('docker-compose.yml:', () => {
  it.each(composeRules)('$name', (rule) => {
    expect(rule.violations(readComposeFile(text), exists)).toEqual([])
    const planted = readComposeFile(text)
    rule.plant(planted)
    expect(rule.violations(planted, exists)).not.toEqual([])
  })
})

describe('images', () => {
  const node = parse(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8')).catalog.node as string
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { packageManager: string }

  it('of the apps is built with the pinned Node and pnpm', () => {
    expect(baseImages(join(root, 'Dockerfile'))).toEqual([`node:${node}-bookworm-slim`, `node:${node}-bookworm-slim`])
    expect(readFileSync(join(root, 'Dockerfile'), 'utf8')).toContain(` ${packageManager}\n`)
  })

  it('of the apps runs the site as the native stack does', () => {
    const command = ['node', ...siteNodeFlags, 'apps/demo-site/main.ts']
    expect(readComposeFile(text).services['demo-site']?.command).toEqual(command)
    const last = readFileSync(join(root, 'Dockerfile'), 'utf8').trimEnd().split('\n').at(-1)
    expect(last).toBe(`CMD ${JSON.stringify(command).replaceAll(',', ', ')}`)
  })

  it('of the apps runs the worker as the native stack does', () => {
    const command = ['node', ...workerNodeFlags, 'apps/worker/main.ts']
    const worker = readComposeFile(text).services.worker
    expect(worker?.command).toEqual(command)
    expect(worker?.environment).toMatchObject(workerNodeVariables)
  })

  it('of the apps runs the guardian as the native stack does', () => {
    const guardian = readComposeFile(text).services.guardian
    expect(guardian?.command).toEqual(['node', ...guardianNodeFlags, 'apps/guardian/main.ts'])
    expect(guardian?.environment).toMatchObject(guardianNodeVariables)
  })

  it('gives the site and the worker the same chains to ask', () => {
    const { services } = readComposeFile(text)
    const [site, worker] = [services['demo-site'], services.worker].map((service) => service?.environment)
    expect(site?.CHAIN_RPC_URLS).toMatch(/^\$\{CHAIN_RPC_URLS\b/)
    expect(worker?.CHAIN_RPC_URLS).toBe(site?.CHAIN_RPC_URLS)
  })

  it('of the apps dumps with the major version of the server', () => {
    const server = readFileSync(join(root, 'infra/postgres/Dockerfile'), 'utf8')
    const apps = readFileSync(join(root, 'Dockerfile'), 'utf8')
    const last = apps.slice(apps.lastIndexOf('\nFROM '))
    expect(clientMajor(last)).toBe(serverMajor(server))
    expect(clientMajor(last.replace(/postgresql-client-\d+/, 'postgresql-client-17'))).not.toBe(serverMajor(server))
    // Of an earlier stage nothing would be in the image.
    expect(clientMajor(apps.slice(0, apps.lastIndexOf('\nFROM ')))).toBeUndefined()
  })

  it('of the apps has the folder where dumps wait, owned by the user of the guardian', () => {
    const { environment, user } = readComposeFile(text).services.guardian ?? {}
    const apps = readFileSync(join(root, 'Dockerfile'), 'utf8')
    const last = apps.slice(apps.lastIndexOf('\nFROM '))
    const [, uid, gid, path] = /^RUN install -d -o (\d+) -g (\d+) -m 0700 (\S+)$/m.exec(last) ?? []
    expect([`${uid}:${gid}`, path]).toEqual([user, environment?.TMPDIR])
  })

  it('that others are built from have an exact version', () => {
    const bases = ['infra/postgres/Dockerfile', 'infra/compose/minio.Dockerfile'].flatMap((path) =>
      baseImages(join(root, path)),
    )
    expect(bases).toEqual([
      'pgvector/pgvector:0.8.6-pg18-trixie',
      'debian:bookworm-slim',
      'pgsty/minio:RELEASE.2026-08-04T00-00-00Z',
    ])
  })
})

describe("Prometheus' targets", () => {
  it('are services of the file', () => {
    const config = parse(readFileSync(join(root, 'infra/prometheus/prometheus.yml'), 'utf8'))
    const targets = config.scrape_configs.flatMap((job: { static_configs: { targets: string[] }[] }) =>
      job.static_configs.flatMap((entry) => entry.targets),
    ) as string[]
    const services = Object.keys(readComposeFile(text).services)
    const ours = targets.filter((target) => !target.startsWith('localhost:'))
    expect(ours.filter((target) => !services.includes(target.split(':')[0] ?? ''))).toEqual([])
    expect(ours.sort()).toEqual([
      'alertmanager:9093',
      'demo-site:9464',
      'guardian:9466',
      'node-exporter:9100',
      'postgres-exporter:9187',
      'redis-exporter:9121',
      'worker:9465',
    ])
  })
})

/** What the schema finds wrong; style is Biome's and the rules' business. */
function schemaViolations(compose: string): string[] {
  const directory = mkdtempSync(join(tmpdir(), 'aura-compose-'))
  try {
    const path = join(directory, 'docker-compose.yml')
    writeFileSync(path, compose)
    const linter = new DCLinter({ rules: {}, quiet: true, debug: false, exclude: [] })
    const messages = linter.lintFiles([path], false).flatMap((result) => result.messages)
    return messages.filter(({ rule }) => rule.startsWith('invalid-')).map(({ message }) => message)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function clientMajor(dockerfile: string): string | undefined {
  return /\bpostgresql-client-(\d+)\b/.exec(dockerfile)?.[1]
}

function serverMajor(dockerfile: string): string | undefined {
  return /^FROM pgvector\/pgvector:\S+-pg(\d+)-/m.exec(dockerfile)?.[1]
}
