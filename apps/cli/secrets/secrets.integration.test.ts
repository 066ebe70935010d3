import {
  cpSync,
  existsSync,
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
import { pathToFileURL } from 'node:url'
import { parseEnv } from 'node:util'
import { dataDirectoryAt } from '@aura-sign/stack'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SiteClient } from '../site-client/site-client.ts'
import { runCommand, type SpawnedStack, spawnStack } from '../testing/spawn-stack.ts'

describe('./aura secrets', () => {
  let root: string
  let stack: SpawnedStack | null
  let recipient: string
  let identity: string
  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'aura secrets '))
    stack = null
    identity = join(root, 'identity.txt')
    const made = await runCommand(['secrets', 'keygen', '--output', identity], {})
    recipient = made.stdout.trim()
  })
  afterEach(async () => {
    await stack?.end('SIGKILL')
    rmSync(root, { recursive: true, force: true })
  })

  const json = (text: string) => JSON.parse(text)
  const store = () => ({ BACKUP_STORE_URL: pathToFileURL(join(root, 'backup store')).href })
  /** The machine that is lost later. */
  const old = (changes: Record<string, string> = {}) => ({
    AURA_DATA_DIR: join(root, 'old'),
    OPENAI_API_KEY: "a 'quoted' $key # of one",
    SIWE_STATEMENT: 'Sign in, please.',
    ...store(),
    ...changes,
  })
  const aura = (words: string[], environment: Record<string, string>) => runCommand(['secrets', ...words], environment)
  const useTemplate = (data: string) => {
    const template = process.env.AURA_TEST_TEMPLATE
    if (template) cpSync(template, join(dataDirectoryAt(data).databases, 'aura'), { recursive: true })
  }
  const databasePassword = (data: string) =>
    json(readFileSync(dataDirectoryAt(data).secretsFile, 'utf8')).databasePassword

  it('bring a lost machine back: from an empty checkout, the backup store and one identity', async () => {
    useTemplate(join(root, 'old'))
    stack = await spawnStack(join(root, 'old'), old())
    await new SiteClient(stack.run.siteUrl).signIn()
    const exported = await aura(['export', '--recipient', recipient, '--json'], old())
    expect(exported).toMatchObject({ exitCode: 0 })
    expect((await runCommand(['backup', 'create'], old())).exitCode).toBe(0)
    const password = databasePassword(join(root, 'old'))
    await stack.end('SIGKILL')
    stack = null
    rmSync(join(root, 'old'), { recursive: true })

    const checkout = join(root, 'new checkout')
    mkdirSync(checkout)
    const imported = await aura(['import', '--identity', identity, '--into', checkout, '--json'], store())
    expect([imported.exitCode, json(imported.stdout).files]).toMatchObject([
      0,
      expect.arrayContaining([expect.objectContaining({ name: '.env', action: 'create' })]),
    ])
    for (const path of ['.env', '.aura/secrets.json', '.aura/secrets-fingerprint.json']) {
      expect(statSync(join(checkout, path)).mode & 0o777).toBe(0o600)
    }
    expect(readFileSync(join(checkout, '.aura/contacts.md'), 'utf8')).toContain('On-Call Engineer')
    const environment = parseEnv(readFileSync(join(checkout, '.env'), 'utf8')) as Record<string, string>
    const { AURA_DATA_DIR: _own, ...settings } = old()
    // The schedule is off in everything that tests start.
    expect(environment).toEqual({ ...settings, GUARDIAN_SCHEDULE: 'off' })
    expect(databasePassword(join(checkout, '.aura'))).toBe(password)

    const data = { ...environment, AURA_DATA_DIR: join(checkout, '.aura') }
    const restored = await runCommand(['restore', '--into', 'aura', '--confirm', 'aura'], data)
    expect(restored).toMatchObject({ exitCode: 0 })
    stack = await spawnStack(join(checkout, '.aura'), environment)
    expect(new URL(stack.run.databaseUrl).password).toBe(password)
    expect((await fetch(`${stack.run.siteUrl}/api/health`)).status).toBe(200)
    // What came back is what was exported: nothing is stale.
    expect(json((await aura(['status', '--json'], data)).stdout)).toMatchObject({ state: 'current' })
  }, 180_000)

  it('print and write no value where a name is meant', async () => {
    await aura(['export', '--recipient', recipient], old())
    const outputs = await Promise.all([
      aura(['export', '--recipient', recipient, '--dry-run'], old()),
      aura(['show', '--identity', identity], store()),
      aura(['show', '--identity', identity, '--json'], store()),
      aura(['import', '--identity', identity, '--into', root, '--dry-run', '--json'], store()),
      aura(['status', '--json'], old()),
    ])
    for (const { stdout, stderr, exitCode } of outputs) {
      expect([exitCode, stdout]).toEqual([0, expect.stringContaining('OPENAI_API_KEY')])
      expect(stdout + stderr).not.toContain('of one')
    }
    const stored = readdirSync(join(root, 'backup store', 'secrets'))
    expect(stored).toHaveLength(3)
    for (const name of stored) {
      expect(readFileSync(join(root, 'backup store', 'secrets', name), 'latin1')).not.toMatch(/of one|AGE-SECRET/)
    }
  })

  it('end with 12 on the wrong identity, with 10 without a bundle, with 15 on a damaged one, and write nothing', async () => {
    const other = join(root, 'other.txt')
    await runCommand(['secrets', 'keygen', '--output', other], {})
    const into = join(root, 'into')
    mkdirSync(into)
    const importBy = (path: string, ...words: string[]) =>
      aura(['import', '--identity', path, '--into', into, ...words], store())
    expect(await importBy(identity)).toMatchObject({
      exitCode: 10,
      stderr: expect.stringContaining('no secrets bundle'),
    })
    const key = (await aura(['export', '--recipient', recipient], old())).stdout.trim()
    const wrong = await importBy(other)
    expect(wrong).toMatchObject({
      exitCode: 12,
      stderr: expect.stringMatching(/does not open.*\n {2}next: .*[0-9a-f]{16}/),
    })
    expect(await importBy(join(root, 'nowhere'))).toMatchObject({ exitCode: 17 })
    const path = join(root, 'backup store', key)
    const copy = join(root, 'copy.age')
    writeFileSync(copy, readFileSync(path).subarray(0, -20))
    expect(await importBy(identity, '--bundle', copy)).toMatchObject({
      exitCode: 15,
      stderr: expect.stringContaining('damaged'),
    })
    writeFileSync(path, readFileSync(path).subarray(0, -20))
    expect(await importBy(identity)).toMatchObject({
      exitCode: 15,
      stderr: expect.stringMatching(/has \d+ of \d+ bytes/),
    })
    expect(readdirSync(into)).toEqual([])
  })

  it('overwrite nothing that differs before it was confirmed, and say what that is', async () => {
    await aura(['export', '--recipient', recipient], old())
    const into = join(root, 'into')
    mkdirSync(into)
    const own = '# ours\nLOG_LEVEL=debug\nSIWE_STATEMENT=other\n'
    writeFileSync(join(into, '.env'), own)
    const refused = await aura(['import', '--identity', identity, '--into', into], store())
    expect(refused).toMatchObject({
      exitCode: 14,
      stderr: expect.stringMatching(/another value than now: SIWE_STATEMENT\n/),
    })
    expect([readFileSync(join(into, '.env'), 'utf8'), existsSync(join(into, '.aura'))]).toEqual([own, false])
    const confirmed = await aura(['import', '--identity', identity, '--into', into, '--confirm', 'into'], store())
    expect(confirmed).toMatchObject({ exitCode: 0 })
    const merged = readFileSync(join(into, '.env'), 'utf8')
    expect(merged).toMatch(/^# ours\nLOG_LEVEL=debug\n/)
    expect(parseEnv(merged)).toMatchObject({ LOG_LEVEL: 'debug', SIWE_STATEMENT: 'Sign in, please.' })
    // A second run finds everything as it should be.
    const again = await aura(['import', '--identity', identity, '--into', into, '--json'], store())
    expect(json(again.stdout).files.map(({ action }: { action: string }) => action)).not.toContain('replace')
  })

  it('say which settings are not in the newest bundle, and end with 1 until they are', async () => {
    const absent = await aura(['status'], old())
    expect([absent.exitCode, absent.stdout]).toEqual([1, 'secrets bundle: absent\n'])
    await aura(['export', '--recipient', recipient], old())
    expect(await aura(['status'], old())).toMatchObject({ exitCode: 0 })
    const renewed = old({ OPENAI_API_KEY: 'renewed', APP_URL: 'https://aura.example', SIWE_STATEMENT: '' })
    const stale = await aura(['status'], renewed)
    expect([stale.exitCode, stale.stdout]).toEqual([
      1,
      expect.stringContaining('stale: new: env:APP_URL; changed: env:OPENAI_API_KEY; gone: env:SIWE_STATEMENT\n'),
    ])
  })

  it('are exported by a start where recipients are configured, once for each change, and noted as stale where none are', async () => {
    const data = join(root, 'old')
    useTemplate(data)
    const bundles = () => readdirSync(join(root, 'backup store', 'secrets')).filter((name) => name.endsWith('.age'))
    const start = async (changes: Record<string, string>) => {
      const started = await spawnStack(data, old(changes))
      stack = started
      await expect.poll(started.stderr).toContain('Aura-Sign is running')
      await started.end('SIGTERM')
      return started.stderr()
    }
    expect(await start({ SECRETS_RECIPIENTS: recipient })).toContain('were exported: secrets/')
    expect(bundles()).toHaveLength(1)
    expect(await start({ SECRETS_RECIPIENTS: recipient })).not.toContain('exported')
    expect(bundles()).toHaveLength(1)
    expect(await start({ OPENAI_API_KEY: 'renewed' })).toMatch(
      /is stale: changed: env:OPENAI_API_KEY; gone: env:SECRETS_RECIPIENTS/,
    )
    expect(bundles()).toHaveLength(1)
  }, 180_000)

  it('take the values that files and commands give, so that recovery needs neither', async () => {
    writeFileSync(join(root, 'token'), 'from a file\n')
    const environment = {
      ...store(),
      AURA_DATA_DIR: join(root, 'old'),
      GUARDIAN_TOKEN_FILE: join(root, 'token'),
      OPENAI_API_KEY_COMMAND: "printf 'from a command'",
    }
    expect(await aura(['export', '--recipient', recipient], environment)).toMatchObject({ exitCode: 0 })
    await aura(['import', '--identity', identity, '--into', root], store())
    expect(parseEnv(readFileSync(join(root, '.env'), 'utf8'))).toMatchObject({
      GUARDIAN_TOKEN: 'from a file',
      OPENAI_API_KEY: 'from a command',
    })
    const broken = { ...environment, OPENAI_API_KEY_COMMAND: 'false' }
    const refused = await aura(['export', '--recipient', recipient], broken)
    expect(refused).toMatchObject({ exitCode: 13, stderr: expect.stringContaining('OPENAI_API_KEY_COMMAND') })
  })

  it('need a recipient and something to export', async () => {
    const nobody = await aura(['export'], old())
    expect(nobody).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('./aura secrets keygen') })
    expect(existsSync(join(root, 'backup store'))).toBe(false)
  })
})
