import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Code, Nodes } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { projectDirectory } from '../config.ts'
import { type NativeTestServices, openNativeServices } from '../testing/open-native-services.ts'
import { runCommand } from '../testing/spawn-stack.ts'

let services: NativeTestServices

beforeAll(async () => {
  // What a shell takes apart has to stay whole.
  services = await openNativeServices(`it's "a" stack`)
  const migrated = await aura('migrate')
  expect([migrated.exitCode, migrated.stderr]).toEqual([0, ''])
}, 120_000)
afterAll(() => services?.[Symbol.asyncDispose](), 60_000)

const environment = () => ({
  AURA_DATA_DIR: services.root,
  DATABASE_URL: services.inUse().urls.databaseUrl,
})
const aura = (...words: string[]) => runCommand(words, environment())

const exported = new Map<string, Promise<string>>()

/** What `config print --export` says in a shell with this PATH. */
function exportLines(path: string): Promise<string> {
  const known = exported.get(path)
  if (known) return known
  const lines = runCommand(['config', 'print', '--export'], { AURA_DATA_DIR: services.root, PATH: path }).then(
    ({ stdout }) => stdout,
  )
  exported.set(path, lines)
  return lines
}

/** Runs lines of the runbook in a bash that has evaluated them. */
async function bash(lines: string, options: { path?: string; variables?: Record<string, string> } = {}) {
  const path = options.path ?? process.env.PATH ?? ''
  const script = `eval "$EXPORTED"\nset -euo pipefail\ncd "$AURA_DATA_DIR"\n${lines}`
  const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], {
    env: {
      ...{ PATH: path, HOME: services.root, AURA_DATA_DIR: services.root, EXPORTED: await exportLines(path) },
      ...options.variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  })
  return { status, stdout: stdout.trim(), stderr }
}

const dump = `create table gone (id int);\ncopy gone from stdin;\n1\n2\n\\.\n`

describe("the runbook's bare commands, after eval of ./aura config print --export,", () => {
  beforeAll(async () => {
    // Some of its blocks ask a restored database.
    const made = await bash('for name in aura_restore aura_test_restore; do createdb --template aura "$name"; done')
    expect([made.status, made.stderr]).toEqual([0, ''])
  })

  it.each([
    ['psql', 'psql -Atc "select current_database(), current_user"', /^aura\|admin$/],
    ['psql with the URL', 'psql $DATABASE_URL -Atc "select count(*) from users"', /^0$/],
    ['createdb and dropdb', 'createdb -h localhost -U admin one; dropdb one; psql -d aura -Atc "select 1"', /^1$/],
    ['redis-cli', 'redis-cli ping', /^PONG$/],
    ['redis-cli with a command of its own', 'redis-cli LLEN embedding:queue', /^0$/],
    ['nc', 'nc -zv localhost "$PGPORT" 2>&1', /succeeded|open/],
    ['aws s3 ls', 'aws s3 ls', /aura-backup-bucket[\s\S]*aura-production-bucket/],
  ])('%s works', async (_name, lines, expected) => {
    const result = await bash(lines)
    expect([result.status, result.stderr, result.stdout]).toEqual([
      0,
      expect.any(String),
      expect.stringMatching(expected),
    ])
  })

  it.each(runbookQuestions())('ask what the runbook asks: %s', async (_first, lines) => {
    // As in the shell of a person, which goes on.
    const result = await bash(`set +e\n${lines}`)
    expect([result.status, result.stderr]).toEqual([0, expect.not.stringContaining('ERROR')])
  })

  it('load a dump, and fail on one that is damaged or refused', async () => {
    const restore = (name: string) =>
      `createdb -h localhost -U admin ${name}
       gunzip -c dump.sql.gz | psql -h localhost -U admin -d ${name} -v ON_ERROR_STOP=1 --single-transaction --quiet
       psql -h localhost -U admin -d ${name} -Atc "select count(*) from gone"`
    writeFileSync(join(services.root, 'dump.sql'), dump)
    const good = await bash(`gzip -kf dump.sql; ${restore('good')}`)
    expect([good.status, good.stdout]).toEqual([0, '2'])
    expect((await bash(`head -c 30 dump.sql.gz >x; mv x dump.sql.gz; ${restore('cut')}`)).status).not.toBe(0)
    expect(
      (await bash(`echo "insert into nowhere values (1);" | gzip >dump.sql.gz; ${restore('refused')}`)).status,
    ).not.toBe(0)
  })

  // "./aura test" installs the second one wherever there is one.
  it.each<[string, string | undefined]>([
    ['the first aws on the PATH', undefined],
    ...(existsSync('/usr/bin/aws') ? [["the distribution's aws", '/usr/bin:/bin'] satisfies [string, string]] : []),
  ])('copy objects with %s', async (_name, path) => {
    const lines = `date >sent
      aws s3 cp sent s3://aura-production-bucket/test/
      aws s3 cp s3://aura-production-bucket/test/sent received
      diff sent received
      aws s3 cp sent s3://aura-backup-bucket/data/it
      aws s3 sync s3://aura-backup-bucket/data s3://aura-production-bucket/data
      aws s3 ls s3://aura-production-bucket/data/
      aws s3 rm --recursive --quiet s3://aura-production-bucket/`
    // Nothing of the caller's own may lead elsewhere.
    const variables = { AWS_PROFILE: 'leftover', AWS_SESSION_TOKEN: 'leftover', PGHOSTADDR: '192.0.2.1' }
    const result = await bash(lines, { ...(path && { path }), variables })
    expect([result.status, result.stderr, result.stdout]).toEqual([0, '', expect.stringMatching(/ it$/)])
  })

  it('put an aws in front that knows the endpoint, where the one there is too old to', async () => {
    const old = join(services.root, 'old')
    mkdirSync(old)
    writeFileSync(join(old, 'aws'), '#!/bin/sh\n[ "$1" = --version ] && echo aws-cli/2.9.19 || echo "$@"\n', {
      mode: 0o755,
    })
    const { stdout } = await bash('aws s3 ls', { path: `${old}:${process.env.PATH}` })
    expect(stdout).toBe(`--endpoint-url http://127.0.0.1:${services.inUse().ports.S3_PORT} s3 ls`)
    rmSync(old, { recursive: true })
    const { directory, secrets } = services.inUse()
    const wrapper = readFileSync(join(directory, 'bin', 'aws'), 'utf8')
    expect(wrapper).not.toContain(secrets.s3Operator.secretAccessKey)
  })

  it("give the MinIO client the runbook's two names, for its user alone", async () => {
    const { stdout } = await bash('cat "$MC_CONFIG_DIR/config.json"')
    expect(JSON.parse(stdout).aliases).toMatchObject({
      'prod-minio': { url: `http://127.0.0.1:${services.inUse().ports.S3_PORT}` },
      'backup-minio': { accessKey: services.inUse().secrets.s3Operator.accessKeyId },
    })
    expect(statSync(join(services.inUse().directory, 'mc', 'config.json')).mode & 0o777).toBe(0o600)
  })

  it('stay out of what is only shown', async () => {
    const { secrets } = services.inUse()
    for (const words of [['--json'], []]) {
      const { stdout } = await runCommand(['config', 'print', ...words], { AURA_DATA_DIR: services.root })
      for (const secret of [secrets.databasePassword, secrets.redisPassword, secrets.s3Operator.secretAccessKey]) {
        expect(stdout).not.toContain(secret)
      }
    }
  })
})

describe('scripts/wait_for_services.sh', () => {
  const wait = (words: string[], variables: Record<string, string> = {}) =>
    runCommand(['wait', '--json', '--timeout', '3', ...words], { AURA_DATA_DIR: services.root, ...variables })
  const own = (variables: Record<string, string>, service: string) => wait(['--stack', 'own', service], variables)

  it('ends once all services answer', async () => {
    const script = join(projectDirectory, 'scripts', 'wait_for_services.sh')
    const { status, stdout } = spawnSync(script, ['--timeout', '30'], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, AURA_DATA_DIR: services.root },
      encoding: 'utf8',
    })
    expect([
      status,
      stdout
        .trim()
        .split('\n')
        .map((line) => line.slice(0, 12).trim())
        .sort(),
    ]).toEqual([0, ['ready  minio', 'ready  postg', 'ready  redis']])
  })

  it.each<[string, string, () => Record<string, string>, RegExp]>([
    ['another port', 'postgres', () => ({ DATABASE_URL: 'postgresql://admin:x@127.0.0.1:9/aura' }), /ECONNREFUSED/],
    [
      'a wrong password',
      'postgres',
      () => ({ DATABASE_URL: changed('databaseUrl', /:[^:@]+@/, ':wrong@') }),
      /authentication/,
    ],
    [
      'a missing database',
      'postgres',
      () => ({ DATABASE_URL: changed('databaseUrl', /aura$/, 'none') }),
      /does not exist/,
    ],
    ['another port', 'redis', () => ({ REDIS_URL: 'redis://:x@127.0.0.1:9' }), /ECONNREFUSED/],
    ['a wrong password', 'redis', () => ({ REDIS_URL: changed('redisUrl', /:[^:@]+@/, ':wrong@') }), /WRONGPASS/],
    ['another port', 'minio', () => store({ url: changed('objectStoreUrl', /%3A\d+&/, '%3A9&') }), /ECONNREFUSED/],
    ['a wrong secret', 'minio', () => store({ secret: 'wrong' }), /refused|denied|SignatureDoesNotMatch/],
    ['a missing bucket', 'minio', () => store({ url: changed('objectStoreUrl', /production/, 'other') }), /bucket/],
    ['another port', 'demo-site', () => ({ APP_URL: 'http://127.0.0.1:9' }), /bad port|ECONNREFUSED/],
    ['another port', 'prometheus', () => ({ PROMETHEUS_URL: 'http://127.0.0.1:9' }), /bad port|ECONNREFUSED/],
  ])('says that %s keeps %s from being ready', async (_fault, service, variables, reason) => {
    const result = await own(variables(), service)
    expect([result.exitCode, JSON.parse(result.stdout)]).toMatchObject([
      13,
      { service, ready: false, reason: expect.stringMatching(reason) },
    ])
    expect(result.stderr).toContain(`not ready after 3 seconds: ${service}`)
  })

  it.each(['postgres', 'redis', 'minio'] as const)('does not take a %s that hangs for a ready one', async (service) => {
    await services.stack.kill([service], { signal: 'SIGSTOP' })
    try {
      const result = await wait([service])
      expect([result.exitCode, JSON.parse(result.stdout)]).toMatchObject([13, { service, ready: false }])
    } finally {
      await services.stack.kill([service], { signal: 'SIGCONT' })
    }
    expect((await runCommand(['wait', '--timeout', '30', service], { AURA_DATA_DIR: services.root })).exitCode).toBe(0)
  })

  const changed = (name: 'databaseUrl' | 'redisUrl' | 'objectStoreUrl', from: RegExp, to: string) =>
    services.inUse().urls[name].replace(from, to)
  const store = ({ url, secret }: { url?: string; secret?: string }) => {
    const { urls, secrets } = services.inUse()
    return {
      OBJECT_STORE_URL: url ?? urls.objectStoreUrl,
      OBJECT_STORE_ACCESS_KEY_ID: secrets.s3Objects.accessKeyId,
      OBJECT_STORE_SECRET_ACCESS_KEY: secret ?? secrets.s3Objects.secretAccessKey,
    }
  }
})

describe('./aura doctor', () => {
  const doctor = async (variables: Record<string, string> = {}, words: string[] = []) => {
    const result = await runCommand(['doctor', '--json', ...words], { AURA_DATA_DIR: services.root, ...variables })
    const { checks } = JSON.parse(result.stdout) as { checks: { name: string; status: string; next: string | null }[] }
    return { exitCode: result.exitCode, checks, of: (name: string) => checks.find((check) => check.name === name) }
  }

  it('knows its own ports and the state of the database, and names a next step for whatever is not well', async () => {
    const { exitCode, checks, of } = await doctor()
    // The database of this test is made without fsync: what doctor has to find.
    expect([exitCode, of('fsync')?.status]).toEqual([1, 'fail'])
    const well = [
      'ports',
      'database',
      'schema',
      'data checksums',
      'clock database',
      'clock s3',
      'pg_dump',
      'permissions',
    ]
    for (const name of well) expect(of(name)).toMatchObject({ status: 'ok' })
    expect(of('backup store')).toMatchObject({ status: 'warn' })
    for (const { status, next } of checks) {
      if (status !== 'ok') expect(next).toMatch(/^[A-Z].*\.$/)
    }
  })

  it('says why a database does not answer', async () => {
    const { exitCode, of } = await doctor({ DATABASE_URL: 'postgresql://admin:x@127.0.0.1:9/aura' }, ['--stack', 'own'])
    expect([exitCode, of('database')]).toMatchObject([
      1,
      { status: 'fail', detail: expect.stringContaining('ECONNREFUSED') },
    ])
  })
})

/** Blocks of the runbook that change nothing and ask only Postgres, Redis and the S3 server. */
function runbookQuestions(): [string, string][] {
  const text = readFileSync(join(projectDirectory, 'docs', 'runbooks', 'DR_RUNBOOK.md'), 'utf8')
  const blocks = (node: Nodes): Code[] =>
    node.type === 'code' ? [node] : 'children' in node ? node.children.flatMap(blocks) : []
  return blocks(fromMarkdown(text)).flatMap(({ meta, value }) =>
    meta === 'read' && /psql|redis-cli/.test(value) && !/\.\/aura|scripts\/|curl|\$backup|\{backup/.test(value)
      ? [[value.split('\n', 1)[0] ?? '', value]]
      : [],
  )
}
