import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ComposeService, readComposeFile, withDefaults } from '../../../scripts/compose/read-compose-file.ts'
import { createContext, projectDirectory } from '../config.ts'
import { minioAliases, shellEnvironment } from '../config-print/shell-environment.ts'
import { composeStack } from './compose-stack.ts'
import { findGuardian } from './find-guardian.ts'
import { readStackInUse } from './read-stack-in-use.ts'
import { stackPlaces } from './stack-places.ts'

const composeText = readFileSync(join(projectDirectory, 'docker-compose.yml'), 'utf8')

let checkout: string
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'aura checkout '))
})
afterEach(() => rmSync(checkout, { recursive: true }))

const contextWith = (environment: Record<string, string> = {}) => ({
  ...createContext({ AURA_DATA_DIR: join(checkout, 'data'), ...environment }, '/'),
  projectDirectory: checkout,
})

function makeSecrets() {
  const script = join(projectDirectory, 'scripts/make_compose_secrets.sh')
  execFileSync('sh', [script, '--keep-owner', '--directory', join(checkout, 'secrets')], { stdio: 'pipe' })
}

describe('the compose stack', () => {
  it('is reached on loopback with the secrets that the script makes', () => {
    makeSecrets()
    const secret = (name: string) => readFileSync(join(checkout, 'secrets', name), 'utf8')
    const stack = composeStack(contextWith())
    expect(stack).toMatchObject({
      kind: 'compose',
      databaseUrl: `postgresql://admin:${secret('postgres_admin_password')}@127.0.0.1:5432/aura?sslmode=disable`,
      redisUrl: `redis://default:${secret('redis_password')}@127.0.0.1:6379`,
      siteUrl: 'http://127.0.0.1:3000',
      prometheusUrl: 'http://127.0.0.1:9090',
      guardian: { controlUrl: 'http://127.0.0.1:9467', controlToken: secret('guardian_token') },
    })
    expect(shellEnvironment(stack).set).toMatchObject({
      PGHOST: '127.0.0.1',
      PGUSER: 'admin',
      PGPASSWORD: secret('postgres_admin_password'),
      PGDATABASE: 'aura',
      REDISCLI_AUTH: secret('redis_password'),
      AWS_ACCESS_KEY_ID: 'aura-operator',
      AWS_SECRET_ACCESS_KEY: secret('minio_root_password'),
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9000',
    })
    expect(Object.keys(minioAliases(stack))).toEqual(['prod-minio', 'backup-minio'])
  })

  it('is the one meant where AURA_STACK says so, and its guardian with it', async () => {
    makeSecrets()
    const context = contextWith({ AURA_STACK: 'compose' })
    expect((await readStackInUse(context, {})).kind).toBe('compose')
    expect((await readStackInUse(context, { stack: 'embedded' })).kind).toBe('embedded')
    expect(findGuardian(context)).toEqual(composeStack(context).guardian)
    expect((await readStackInUse(contextWith(), {})).kind).toBe('embedded')
    expect(findGuardian(contextWith())).toBeNull()
  })

  it('follows the database that the apps are pointed at', () => {
    makeSecrets()
    writeFileSync(join(checkout, 'secrets/database_url'), 'postgresql://admin:p%40w@postgres:5432/aura_restored\n')
    expect(composeStack(contextWith({ POSTGRES_PORT: '15432' })).databaseUrl).toBe(
      'postgresql://admin:p%40w@127.0.0.1:15432/aura_restored',
    )
  })

  it.each([
    ['0.0.0.0', 'http://127.0.0.1:3000'],
    ['192.0.2.7', 'http://192.0.2.7:3000'],
    ['[::]', 'http://[::1]:3000'],
  ])('has its site on the address %s that it is bound to', (BIND_ADDRESS, siteUrl) => {
    makeSecrets()
    expect(composeStack(contextWith({ BIND_ADDRESS })).siteUrl).toBe(siteUrl)
  })

  it('keeps a backup store elsewhere as it is named, with the account of its own', () => {
    makeSecrets()
    const away = 's3://vault?endpoint=https://s3.example&region=eu-west-1'
    const named = composeStack(contextWith({ BACKUP_STORE_URL: away, BACKUP_STORE_ACCESS_KEY_ID: 'VAULT' }))
    expect(named.backupStore).toMatchObject({ url: away, credentials: { accessKeyId: 'VAULT' } })
    const inside = 's3://aura-backup-bucket?endpoint=http://minio:9000&region=us-east-1'
    const own = composeStack(contextWith({ BACKUP_STORE_URL: inside, S3_PORT: '19000' }))
    expect(new URL(own.backupStore.url).searchParams.get('endpoint')).toBe('http://127.0.0.1:19000')
    // Copies of attestations go along, by the account for them.
    expect([named.journal, own.journal.url]).toEqual([{ url: away, accessKeyId: 'aura-journal' }, own.backupStore.url])
    const apart = { JOURNAL_STORE_URL: 's3://journal', JOURNAL_STORE_ACCESS_KEY_ID: 'ADDS' }
    const journal = composeStack(contextWith({ BACKUP_STORE_URL: away, ...apart })).journal
    expect(journal).toEqual({ url: 's3://journal', accessKeyId: 'ADDS' })
  })

  it('says which secret is missing, empty or hidden, and what makes it', async () => {
    const refusal = {
      code: 'compose_secret_missing',
      message: expect.stringContaining(join(checkout, 'secrets/')),
      hint: expect.stringContaining('scripts/make_compose_secrets.sh'),
    }
    await expect(readStackInUse(contextWith(), { stack: 'compose' })).rejects.toMatchObject(refusal)
    makeSecrets()
    writeFileSync(join(checkout, 'secrets/redis_url'), '\n')
    expect(() => composeStack(contextWith())).toThrowError(expect.objectContaining(refusal))
    rmSync(join(checkout, 'secrets/redis_url'))
    mkdirSync(join(checkout, 'secrets/redis_url'))
    expect(() => composeStack(contextWith())).toThrowError(
      expect.objectContaining({ code: 'compose_secret_unreadable' }),
    )
  })

  it('refuses a port of which nobody knows what the engine makes', () => {
    makeSecrets()
    expect(() => composeStack(contextWith({ REDIS_PORT: '0' }))).toThrowError(/REDIS_PORT: has to be a port/)
    expect(() => composeStack(contextWith({ BIND_ADDRESS: 'localhost' }))).toThrowError(/BIND_ADDRESS/)
  })

  it('has the modes of its secrets looked at', async () => {
    makeSecrets()
    const context = contextWith()
    const { modes, ports, running } = await stackPlaces(context, composeStack(context))
    expect(modes.filter(({ kind }) => kind === 'secret').map(({ path }) => basename(path))).toContain('database_url')
    expect([ports, running]).toEqual([{}, true])
  })
})

describe('what is read of the compose stack', () => {
  it('is what docker-compose.yml names', () => {
    expect(seen(composeText)).toEqual(named(composeText))
  })

  it.each<[string, string | RegExp]>([
    ...[
      'POSTGRES_PORT',
      'REDIS_PORT',
      'S3_PORT',
      'PORT',
      'PROMETHEUS_PORT',
      'GUARDIAN_PORT',
      'BIND_ADDRESS',
      'BACKUP_STORE_URL',
      'JOURNAL_STORE_URL',
    ].map((name): [string, RegExp] => [name, new RegExp(`(?<=\\$\\{)${name}(?=:-)`, 'g')]),
    ['the default of POSTGRES_PORT', /(?<=POSTGRES_PORT:-)5(?=432)/],
    ['the default of GUARDIAN_PORT', /(?<=GUARDIAN_PORT:-)9(?=467)/],
    ...[
      'database_url',
      'redis_url',
      'minio_root_password',
      'objects_secret_access_key',
      'backups_secret_access_key',
      'guardian_token',
    ].map((name): [string, string] => [`the secret ${name}`, `./secrets/${name} }`]),
    ['the folder of the secrets', /\.\/secrets\//g],
    ['the encryption of the objects', 'encryption=AES256'],
    ['the account of the operator', /(?<=MINIO_ROOT_USER: )aura-operator/g],
    ['the account of the objects', /(?<=OBJECT_STORE_ACCESS_KEY_ID: )aura-objects/g],
    ['the account of the backups', /BACKUP_STORE_ACCESS_KEY_ID:-aura-backups/g],
    ['the account of the journal', 'JOURNAL_STORE_ACCESS_KEY_ID:-aura-journal'],
    ['the bucket of the objects', /aura-production-bucket/g],
    ['the bucket of the backups', /aura-backup-bucket/g],
  ])('turns red when %s is renamed there', (_name, found) => {
    const planted = composeText.replace(found, (text) => renamed(text))
    expect(planted).not.toBe(composeText)
    let result: unknown
    try {
      result = seen(planted)
    } catch (error) {
      result = error
    }
    expect(result).not.toEqual(named(planted))
  })
})

/** Another name of the same shape. */
function renamed(text: string): string {
  return text.replace(/[a-z0-9]+(?=\W*$)/i, (word) =>
    /^\d+$/.test(word) ? '1' : `${word}${/^[A-Z]+$/.test(word) ? 'X' : 'x'}`,
  )
}

/** What a compose file says, with each secret holding its own name and each port a number of its own. */
function named(text: string) {
  const { services, secrets } = readComposeFile(text)
  const of = (name: string): ComposeService => services[name] ?? {}
  const value = (service: string, variable: string) => withDefaults(of(service).environment?.[variable] ?? '')
  const secretIn = (service: string, variable: string) =>
    contentOf(secrets[basename(value(service, variable))]?.file ?? '')
  const port = (service: string) => portOf(of(service))
  return {
    database: [secretIn('demo-site', 'DATABASE_URL_FILE'), port('postgres')],
    redis: [secretIn('demo-site', 'REDIS_URL_FILE'), port('redis')],
    site: port('demo-site'),
    prometheus: port('prometheus'),
    guardian: [port('guardian'), secretIn('guardian', 'GUARDIAN_TOKEN_FILE')],
    objects: [
      new URL(value('demo-site', 'OBJECT_STORE_URL')).hostname,
      new URL(value('demo-site', 'OBJECT_STORE_URL')).searchParams.get('encryption'),
      port('minio'),
      value('demo-site', 'OBJECT_STORE_ACCESS_KEY_ID'),
      secretIn('demo-site', 'OBJECT_STORE_SECRET_ACCESS_KEY_FILE'),
    ],
    backups: [
      new URL(value('guardian', 'BACKUP_STORE_URL')).hostname,
      new URL(value('guardian', 'BACKUP_STORE_URL')).searchParams.get('encryption'),
      port('minio'),
      value('guardian', 'BACKUP_STORE_ACCESS_KEY_ID'),
      secretIn('guardian', 'BACKUP_STORE_SECRET_ACCESS_KEY_FILE'),
    ],
    journal: [
      new URL(value('demo-site', 'JOURNAL_STORE_URL')).hostname,
      port('minio'),
      value('demo-site', 'JOURNAL_STORE_ACCESS_KEY_ID'),
    ],
    operator: [value('minio', 'MINIO_ROOT_USER'), secretIn('minio', 'MINIO_ROOT_PASSWORD_FILE')],
    choosesAddress: /\$\{BIND_ADDRESS:-/.test(of('demo-site').ports?.[0] ?? ''),
    choosesBackups: /\$\{BACKUP_STORE_URL:-/.test(of('guardian').environment?.BACKUP_STORE_URL ?? ''),
    choosesJournal: /^\$\{JOURNAL_STORE_URL:-\$\{BACKUP_STORE_URL:-/.test(
      of('worker').environment?.JOURNAL_STORE_URL ?? '',
    ),
    defaults: ['postgres', 'redis', 'minio', 'demo-site', 'prometheus', 'guardian'].map((name) =>
      withDefaults(of(name).ports?.[0] ?? '').replace(/:\d+$/, ''),
    ),
  }
}

/** The same as composeStack sees it. */
function seen(text: string) {
  const { services, secrets } = readComposeFile(text)
  rmSync(join(checkout, 'secrets'), { recursive: true, force: true })
  for (const { file = '' } of Object.values(secrets)) {
    mkdirSync(join(checkout, file, '..'), { recursive: true })
    const host = /database/.test(file) ? 'postgresql://postgres:1' : 'redis://redis:1'
    writeFileSync(
      join(checkout, file),
      /_url/.test(file) ? `${host.replace('//', `//:${contentOf(file)}@`)}` : contentOf(file),
    )
  }
  const ports = Object.values(services).flatMap((service) => {
    const variable = variableOf(service)
    return variable === undefined ? [] : [[variable, String(portOf(service))]]
  })
  const stack = composeStack(contextWith(Object.fromEntries(ports)))
  const standard = composeStack(contextWith())
  const portIn = (url: string | null) => Number(new URL(url ?? '').port)
  const store = ({ url, credentials }: typeof stack.objectStore) => [
    new URL(url).hostname,
    new URL(url).searchParams.get('encryption'),
    portIn(new URL(url).searchParams.get('endpoint')),
    credentials?.accessKeyId,
    credentials?.secretAccessKey,
  ]
  const away = composeStack(contextWith({ BACKUP_STORE_URL: 's3://away' }))
  const apart = composeStack(contextWith({ BACKUP_STORE_URL: 's3://away', JOURNAL_STORE_URL: 's3://journal' }))
  const bound = composeStack(contextWith({ BIND_ADDRESS: '192.0.2.7' })).siteUrl
  return {
    database: [new URL(stack.databaseUrl ?? '').password, portIn(stack.databaseUrl)],
    redis: [new URL(stack.redisUrl ?? '').password, portIn(stack.redisUrl)],
    site: portIn(stack.siteUrl),
    prometheus: portIn(stack.prometheusUrl),
    guardian: [portIn(stack.guardian.controlUrl), stack.guardian.controlToken],
    objects: store(stack.objectStore),
    backups: store(stack.backupStore),
    journal: [
      new URL(stack.journal.url).hostname,
      portIn(new URL(stack.journal.url).searchParams.get('endpoint')),
      stack.journal.accessKeyId,
    ],
    operator: [stack.operator?.accessKeyId, stack.operator?.secretAccessKey],
    choosesAddress: bound?.startsWith('http://192.0.2.7:'),
    choosesBackups: away.backupStore.url === 's3://away',
    choosesJournal: away.journal.url === 's3://away' && apart.journal.url === 's3://journal',
    defaults: [
      standard.databaseUrl,
      standard.redisUrl,
      new URL(standard.objectStore.url).searchParams.get('endpoint'),
      standard.siteUrl,
      standard.prometheusUrl,
      standard.guardian.controlUrl,
    ].map((url) => new URL(url ?? '').host),
  }
}

function contentOf(file: string): string {
  return `in-${basename(file)}`
}

function variableOf({ ports }: ComposeService): string | undefined {
  return /\$\{(\w+):-\d+\}:\d+$/.exec(ports?.[0] ?? '')?.[1]
}

/** A number of each variable's own. */
function portOf(service: ComposeService): number {
  return 20_000 + [...(variableOf(service) ?? '')].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9_973, 0)
}
