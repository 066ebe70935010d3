import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createContext } from '../config.ts'
import { readBackupFacts } from '../doctor/facts/backup-facts.ts'
import { runRestore } from '../restore/run-restore.ts'
import { embeddedStack } from '../stack-in-use/embedded-stack.ts'
import { ownStack } from '../stack-in-use/own-stack.ts'
import { checkStores } from '../wait/check-stores.ts'
import { findBackups } from './find-backups.ts'

const empty = '<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>'
const account = /Credential=(\w+)\//

describe('the account of the backup store', () => {
  let root: string
  let server: Server
  let accounts: (string | undefined)[]
  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'aura backups '))
    accounts = []
    server = createServer((request, response) => {
      accounts.push(account.exec(request.headers.authorization ?? '')?.[1])
      response.setHeader('content-type', 'application/xml').end(empty)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  afterEach(() => {
    server.closeAllConnections()
    server.close()
    rmSync(root, { recursive: true })
  })

  const context = (environment: Record<string, string> = {}) => {
    const { port } = server.address() as AddressInfo
    const secretFile = join(root, 'secret')
    writeFileSync(secretFile, 'key of the backups\n')
    return createContext(
      {
        AURA_DATA_DIR: root,
        BACKUP_STORE_URL: `s3://backups?endpoint=http://127.0.0.1:${port}`,
        BACKUP_STORE_ACCESS_KEY_ID: 'BACKUPS',
        BACKUP_STORE_SECRET_ACCESS_KEY_FILE: secretFile,
        ...environment,
      },
      '/',
    )
  }

  it('is the one that the environment names, in every command that reads backups', async () => {
    const stacks = [embeddedStack(context()), ownStack(context())]
    const stores = stacks.flatMap(({ backupStore }) => backupStore ?? [])
    await findBackups(context())
    const restore = { backup: 'latest', into: undefined, approve: async () => false, onProgress: () => undefined }
    await expect(runRestore(context(), restore)).rejects.toMatchObject({ code: 'backups_none' })
    for (const store of stores) await readBackupFacts(store)
    await checkStores(stores, { timeoutMs: 10_000 })
    expect(stores).toHaveLength(2)
    expect(accounts.length).toBeGreaterThanOrEqual(6)
    expect(new Set(accounts)).toEqual(new Set(['BACKUPS']))
  })

  it('is another one where the environment names one for reading, in every command that reads backups', async () => {
    const reader = { RESTORE_STORE_ACCESS_KEY_ID: 'READER', RESTORE_STORE_SECRET_ACCESS_KEY: 'key of the reader' }
    const named = context(reader)
    const stores = [embeddedStack(named), ownStack(named)].flatMap(({ restoreStore }) => restoreStore ?? [])
    await findBackups(named)
    const restore = { backup: 'latest', into: undefined, approve: async () => false, onProgress: () => undefined }
    await expect(runRestore(named, restore)).rejects.toMatchObject({ code: 'backups_none' })
    for (const store of stores) await readBackupFacts(store)
    expect([stores.length, accounts.length >= 4, new Set(accounts)]).toEqual([2, true, new Set(['READER'])])
    // Who writes is as before.
    expect(embeddedStack(named).backupStore?.credentials?.accessKeyId).toBe('BACKUPS')
  })

  it('is refused with the objects in its bucket, in services of your own too', () => {
    const { BACKUP_STORE_URL } = context().config
    expect(() => ownStack(context({ OBJECT_STORE_URL: `${BACKUP_STORE_URL}` }))).toThrow(
      expect.objectContaining({ code: 'backup_store_not_apart' }),
    )
  })

  it('is refused when only one half of it is named', async () => {
    const half = context({ BACKUP_STORE_ACCESS_KEY_ID: '' })
    const refusal = /BACKUP_STORE_ACCESS_KEY_ID: has to be set with/
    await expect(findBackups(half)).rejects.toThrow(refusal)
    expect(() => embeddedStack(half)).toThrow(refusal)
    expect(() => ownStack(half)).toThrow(refusal)
    expect(accounts).toEqual([])
  })
})
