import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPostgresService, redisService } from '@aura-sign/stack'
import { Command } from 'commander'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { makeCephAccounts } from '../../../packages/stack/native/services/minio/make-ceph-accounts.ts'
import { cephService } from '../../../packages/stack/native/services/testing/ceph-service.ts'
import { openServiceStack } from '../../../packages/stack/native/services/testing/open-service-stack.ts'
import { serviceContext } from '../../../packages/stack/native/services/testing/service-context.ts'
import { registerConfig } from '../commands/config.ts'
import { registerDoctor } from '../commands/doctor.ts'
import { registerWait } from '../commands/wait.ts'
import { type CommandContext, createContext, projectDirectory } from '../config.ts'

const startTimeoutMs = 120_000

/** Real services with the ports, accounts and passwords that the containers would have. */
describe('the commands on a compose stack', () => {
  let services: Awaited<ReturnType<typeof openServiceStack>>
  let checkout: string
  let context: CommandContext

  beforeAll(async () => {
    checkout = mkdtempSync(join(tmpdir(), 'aura checkout '))
    services = await openServiceStack([createPostgresService({ durable: false }), redisService, cephService()])
    await services.stack.up()
    const service = await serviceContext(services.directory, 'minio')
    const { ports, secrets } = service
    // The script keeps what is there and derives the rest from it.
    const chosen = {
      postgres_admin_password: secrets.databasePassword,
      redis_password: secrets.redisPassword,
      minio_root_password: secrets.s3Operator.secretAccessKey,
      objects_secret_access_key: secrets.s3Objects.secretAccessKey,
      backups_secret_access_key: secrets.s3Backups.secretAccessKey,
    }
    mkdirSync(join(checkout, 'secrets'), { mode: 0o700 })
    for (const [name, value] of Object.entries(chosen)) writeFileSync(join(checkout, 'secrets', name), value)
    const script = join(projectDirectory, 'scripts/make_compose_secrets.sh')
    execFileSync('sh', [script, '--keep-owner', '--directory', join(checkout, 'secrets')], { stdio: 'pipe' })
    await makeCephAccounts({
      ...service,
      secrets: {
        ...secrets,
        s3Operator: { ...secrets.s3Operator, accessKeyId: 'aura-operator' },
        s3Objects: { ...secrets.s3Objects, accessKeyId: 'aura-objects' },
        s3Backups: { ...secrets.s3Backups, accessKeyId: 'aura-backups' },
      },
    })
    const environment = {
      PATH: process.env.PATH,
      AURA_DATA_DIR: join(checkout, 'data'),
      POSTGRES_PORT: String(ports.POSTGRES_PORT),
      REDIS_PORT: String(ports.REDIS_PORT),
      S3_PORT: String(ports.S3_PORT),
    }
    context = { ...createContext(environment, '/'), projectDirectory: checkout }
  }, startTimeoutMs)
  afterAll(async () => {
    await services?.[Symbol.asyncDispose]()
    rmSync(checkout, { recursive: true, force: true })
  }, startTimeoutMs)
  afterEach(() => {
    vi.restoreAllMocks()
    process.exitCode = undefined
  })

  /** What a command line prints. */
  async function run(...words: string[]): Promise<string> {
    const printed: string[] = []
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0)
    const program = new Command().exitOverride()
    for (const register of [registerConfig, registerWait, registerDoctor]) register(program, context)
    try {
      await program.parseAsync([...words, '--stack', 'compose'], { from: 'user' })
    } finally {
      vi.restoreAllMocks()
    }
    return printed.join('')
  }

  it('wait until Postgres, Redis and both buckets can be used, and see a password that is not theirs', async () => {
    const results = (await run('wait', '--json'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(results.map(({ service, ready }) => [service, ready]).sort()).toEqual([
      ['minio', true],
      ['postgres', true],
      ['redis', true],
    ])
    const others = mkdtempSync(join(tmpdir(), 'aura others '))
    const script = join(projectDirectory, 'scripts/make_compose_secrets.sh')
    try {
      execFileSync('sh', [script, '--keep-owner', '--directory', join(others, 'secrets')], { stdio: 'pipe' })
      const mine = context
      context = { ...context, projectDirectory: others }
      const late = run('wait', '--timeout', '0.1')
      context = mine
      await expect(late).rejects.toMatchObject({
        code: 'services_late',
        message: expect.stringMatching(/(?=.*postgres)(?=.*redis)(?=.*minio)/),
      })
    } finally {
      rmSync(others, { recursive: true })
    }
  })

  it('give a shell what psql, redis-cli and aws need', async () => {
    const lines = await run('config', 'print', '--export')
    const commands = 'psql -Atc "select current_user"; redis-cli ping; aws s3 ls'
    const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-c', `eval "$EXPORTED"; set -eu; ${commands}`], {
      env: { PATH: process.env.PATH, HOME: checkout, EXPORTED: lines },
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
    })
    expect([status, stderr]).toEqual([0, expect.any(String)])
    expect(stdout).toMatch(/^admin\nPONG\n[\s\S]*aura-backup-bucket\n[\s\S]*aura-production-bucket\n$/)
    const shown = await run('config', 'print', '--json')
    expect(JSON.parse(shown)).toMatchObject({
      PGUSER: 'admin',
      PGPASSWORD: '[redacted]',
      AWS_ACCESS_KEY_ID: 'aura-operator',
    })
  })

  it('look at the database, the S3 server and the backups, and not for programs that containers hold', async () => {
    const { stack, checks } = JSON.parse(await run('doctor', '--json')) as {
      stack: string
      checks: { name: string; status: string }[]
    }
    const status = (name: string) => checks.find((check) => check.name === name)?.status
    expect(stack).toBe('compose')
    expect([status('database'), status('clock s3'), status('permissions')]).toEqual(['ok', 'ok', 'ok'])
    // Nothing has been migrated or backed up, and both buckets are on one server.
    expect([status('schema'), status('backups'), status('backup store')]).toEqual(['fail', 'fail', 'warn'])
    expect([status('redis'), status('s3 server'), status('prometheus')]).toEqual([undefined, undefined, undefined])
  })
})
