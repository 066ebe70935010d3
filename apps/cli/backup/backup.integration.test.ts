import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { writeIdentityFile } from '@aura-sign/recovery'
import { dataDirectoryAt, writeRunFile } from '@aura-sign/stack'
import { schemaTableCount } from '@aura-sign/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommand, type SpawnedStack, spawnStack } from '../testing/spawn-stack.ts'

const bash = promisify(execFile)
const launcher = fileURLToPath(new URL('../../../scripts/db_backup.sh', import.meta.url))
const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

describe('./aura backup and ./aura restore', () => {
  let root: string
  let stack: SpawnedStack | null
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'aura backup '))
    stack = null
  })
  afterEach(async () => {
    await stack?.end('SIGKILL')
    rmSync(root, { recursive: true, force: true })
  })

  const aura = (...words: string[]) => runCommand(words, { AURA_DATA_DIR: root, POSTGRES_PORT: '0' })
  const useTemplate = () => {
    const template = process.env.AURA_TEST_TEMPLATE
    if (template) cpSync(template, join(dataDirectoryAt(root).databases, 'aura'), { recursive: true })
  }
  const json = (text: string) => JSON.parse(text)

  it('say what is missing in an empty data directory, and make nothing', async () => {
    const created = await aura('backup', 'create')
    expect([created.exitCode, created.stderr]).toEqual([10, expect.stringContaining('there is no database')])
    const restored = await aura('restore')
    expect([restored.exitCode, restored.stderr]).toEqual([10, expect.stringContaining('no complete backup')])
    const listed = await aura('backup', 'list', '--json')
    expect([listed.exitCode, json(listed.stdout)]).toEqual([0, []])
    expect(readdirSync(root)).toEqual([])
  })

  it('say that DATABASE_URL is not what is backed up where nothing says where its backups go', async () => {
    const environment = { AURA_DATA_DIR: root, DATABASE_URL: 'postgresql://other/database' }
    const { stderr } = await runCommand(['backup', 'create'], environment)
    expect(stderr).toContain('DATABASE_URL is not used here')
  })

  it('work beside a running stack and without one', async () => {
    useTemplate()
    stack = await spawnStack(root)

    const first = await aura('backup', 'create', '--json')
    expect([first.exitCode, json(first.stdout)]).toMatchObject([0, { state: 'complete', tables: schemaTableCount }])
    const events = first.stderr.trim().split('\n').map(json)
    expect(events.filter(({ event }) => event === 'step').map(({ name }) => name)).toEqual([
      'describe',
      'dump',
      'read back',
      'write manifest',
    ])
    const { name } = json(first.stdout)

    const planned = await aura('restore', '--dry-run', '--json')
    expect([planned.exitCode, json(planned.stdout)]).toMatchObject([
      0,
      { backup: { name }, replaces: 'aura', confirm: 'aura', target: { state: 'empty' } },
    ])
    const refused = await aura('restore', '--confirm', 'aura')
    expect([refused.exitCode, refused.stderr]).toEqual([11, expect.stringContaining(`process ${stack.run.pid}`)])
    await stack.end('SIGTERM')

    const unconfirmed = await aura('restore')
    expect([unconfirmed.exitCode, unconfirmed.stderr]).toEqual([14, expect.stringContaining('--confirm="aura"')])
    expect(readdirSync(dataDirectoryAt(root).databases).filter((entry) => /^restored/.test(entry))).toEqual([])
    const restored = await aura('restore', '--backup', name, '--into', 'second', '--confirm=aura', '--json')
    expect([restored.exitCode, json(restored.stdout)]).toMatchObject([0, { database: 'second', previous: 'aura' }])
    expect(readFileSync(dataDirectoryAt(root).activeDatabaseFile, 'utf8')).toBe('second\n')

    const second = await aura('backup', 'create')
    expect([second.exitCode, second.stdout]).toEqual([0, expect.stringMatching(/^backup_[-_\d]+\.sql\.gz\n$/)])
    const listed = await aura('backup', 'list')
    expect(listed.stdout.trim().split('\n')).toEqual([
      expect.stringMatching(/^NAME +AGE +SIZE +ENGINE +SCHEMA +ROWS +ENCRYPTED +VERIFIED +STATE$/),
      expect.stringMatching(`^${second.stdout.trim()} .* complete$`),
      expect.stringMatching(`^${name} .* complete$`),
    ])
  }, 180_000)

  it('give an encrypted zstd backup back as the lines of the runbook take it, from a checkout with a blank in its path', async () => {
    useTemplate()
    const identityFile = join(root, 'identity')
    const recipient = await writeIdentityFile(identityFile, { now: new Date() })
    const created = await aura('backup', 'create', '--format', 'zst', '--recipient', recipient, '--json')
    expect([created.exitCode, json(created.stdout)]).toMatchObject([0, { encrypted: true, compression: 'zstd' }])
    const { name } = json(created.stdout)
    expect(name).toMatch(/\.sql\.zst\.age$/)
    const listed = await aura('backup', 'list')
    expect(listed.stdout).toMatch(/ yes +no +complete\n$/)
    const closed = await aura('backup', 'latest')
    expect([closed.exitCode, closed.stdout, closed.stderr]).toEqual([12, '', expect.stringContaining('is encrypted')])

    const withIdentity = { AURA_DATA_DIR: root, BACKUP_IDENTITY_FILE: identityFile }
    const script = `set -euo pipefail; cd "$1"; gunzip -c $(${quote(launcher)} latest) | tail -n 8`
    const { stdout } = await bash('bash', ['-c', script, 'bash', root], { env: { ...process.env, ...withIdentity } })
    expect(stdout).toContain('PostgreSQL database dump complete')
    expect(readdirSync(join(root, 'fetched-backups'))).toEqual([
      expect.stringMatching(/fetched\.json$/),
      expect.stringMatching(/sql\.gz$/),
    ])

    const downloads = join(root, 'down loads')
    const download = (...words: string[]) =>
      runCommand(['backup', 'download', name, '--output', downloads, '--json', ...words], withIdentity)
    const loadable = json((await download()).stdout)
    expect(gunzipSync(readFileSync(loadable.path)).toString()).toContain('CREATE TABLE public.users')
    const stored = json((await download('--as-stored')).stdout)
    expect(readFileSync(stored.path)).toEqual(readFileSync(join(dataDirectoryAt(root).backups, name)))
    expect(statSync(loadable.path).mode & 0o077).toBe(0)
    const again = await download()
    expect([again.exitCode, again.stdout, again.stderr]).toEqual([14, '', expect.stringContaining('another file')])
  }, 180_000)

  it('report what the guardian refuses as if it had happened here', async () => {
    useTemplate()
    stack = await spawnStack(root)
    writeRunFile(dataDirectoryAt(root).runFile, { ...stack.run, controlToken: 'wrong' })
    for (const words of [
      ['backup', 'create'],
      ['backup', 'list'],
    ]) {
      const refused = await aura(...words)
      expect([refused.exitCode, refused.stderr]).toEqual([12, expect.stringContaining('no valid token')])
    }
    writeRunFile(dataDirectoryAt(root).runFile, { ...stack.run, controlUrl: 'http://127.0.0.1:9' })
    const unreachable = await aura('backup', 'create')
    expect([unreachable.exitCode, unreachable.stderr]).toEqual([13, expect.stringContaining('cannot be reached')])
  }, 120_000)
})
