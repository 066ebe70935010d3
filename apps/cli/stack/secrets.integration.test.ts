import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPool } from '@aura-sign/postgres'
import { dataDirectoryAt, readNativeStack } from '@aura-sign/stack'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openNativeServices } from '../testing/open-native-services.ts'
import { runCommand } from '../testing/spawn-stack.ts'

describe('./aura secrets with a native stack', () => {
  let parent: string
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'aura-secrets-'))
    // As root the services run as another user, who has to get here.
    chmodSync(parent, 0o711)
  })
  afterEach(() => rmSync(parent, { recursive: true, force: true }))

  it('bring its passwords back on a machine that has only the backup store and one identity', async () => {
    const identity = join(parent, 'identity.txt')
    const recipient = (await runCommand(['secrets', 'keygen', '--output', identity], {})).stdout.trim()
    const checkout = join(parent, 'checkout')
    mkdirSync(checkout)
    const old = await openNativeServices('old stack')
    let secrets: ReturnType<typeof old.inUse>['secrets']
    try {
      const used = old.inUse()
      secrets = used.secrets
      const there = { AURA_DATA_DIR: old.root, APP_URL: 'https://aura.example' }
      expect(
        await runCommand(['secrets', 'export', '--stack', 'native', '--recipient', recipient], there),
      ).toMatchObject({
        exitCode: 0,
        stdout: expect.stringMatching(/^secrets\/.*\.age\n$/),
      })
      const reader = {
        BACKUP_STORE_URL: used.urls.backupStoreUrl,
        BACKUP_STORE_ACCESS_KEY_ID: secrets.s3Backups.accessKeyId,
        BACKUP_STORE_SECRET_ACCESS_KEY: secrets.s3Backups.secretAccessKey,
      }
      const imported = await runCommand(['secrets', 'import', '--identity', identity, '--into', checkout], reader)
      expect(imported).toMatchObject({ exitCode: 0 })
    } finally {
      await old[Symbol.asyncDispose]()
    }
    const root = join(checkout, '.aura')
    const file = join(dataDirectoryAt(root).nativeStack, 'secrets.json')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(secrets)
    // The schedule is off in everything that tests start.
    const settings = 'APP_URL=https://aura.example\nGUARDIAN_SCHEDULE=off\n'
    expect(readFileSync(join(checkout, '.env'), 'utf8')).toBe(settings)

    chmodSync(checkout, 0o711)
    const environment = { AURA_DATA_DIR: root }
    try {
      const words = ['stack', 'up', '-d', '--free-ports', 'postgres', 'redis', 'minio']
      expect(await runCommand(words, environment)).toMatchObject({ exitCode: 0 })
      const started = readNativeStack(dataDirectoryAt(root).nativeStack)
      expect(started?.secrets).toEqual(secrets)
      const sql = openPool({ url: started?.urls.databaseUrl ?? '', applicationName: 'test' })
      expect(await sql`select current_user as role`).toEqual([{ role: 'admin' }])
      await sql.end()
    } finally {
      await runCommand(['stack', 'down', '-v', '--confirm', 'checkout'], environment)
    }
  }, 400_000)
})
