import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openNativeStack, type S3Credentials, type ServiceContext } from '@aura-sign/stack'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createContext, projectDirectory } from '../config.ts'
import { demoSiteService } from '../stack/app-services/demo-site-service.ts'
import { guardianService } from '../stack/app-services/guardian-service.ts'
import { workerService } from '../stack/app-services/worker-service.ts'
import { readNative } from './native-stack.ts'
import { readStackInUse } from './read-stack-in-use.ts'

describe('the backups of a native stack', () => {
  let root: string
  let close: () => Promise<void>
  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'aura backups '))
    const stack = await openNativeStack({
      directory: contextWith({}).dataDirectory.nativeStack,
      projectDirectory,
      services: [],
      environment: { PATH: process.env.PATH, HOME: root, AURA_SERVICE_USER: 'nobody' },
      dataRoot: join(root, 'shared'),
      freePorts: true,
    })
    close = () => stack.down({ removeData: true })
    await stack.up()
  })
  afterEach(async () => {
    await close()
    rmSync(root, { recursive: true })
  })

  const contextWith = (environment: Record<string, string>) =>
    createContext({ AURA_DATA_DIR: root, ...environment }, '/')
  const made = () => {
    const native = readNative(contextWith({}))
    if (!native) throw new Error('there is no stack')
    return native
  }

  /** What a service gets in this stack, which has none of the others. */
  const serviceIn = (native: ReturnType<typeof made>) =>
    ({
      ...native,
      projectDirectory,
      stackDirectory: native.directory,
      services: new Set(),
    }) as unknown as ServiceContext
  /** What the guardian is started with, and where commands look. */
  const placesWith = async (environment: Record<string, string>) => {
    const context = contextWith(environment)
    const native = made()
    const [guardian] = await guardianService(context.environment, context.config).processes(serviceIn(native))
    const { backupStore } = await readStackInUse(context, { stack: 'native' })
    const names = ['BACKUP_STORE_URL', 'BACKUP_STORE_ACCESS_KEY_ID', 'BACKUP_STORE_SECRET_ACCESS_KEY']
    return { guardian: names.map((name) => guardian?.environment?.[name]), commands: backupStore }
  }

  /** What the site and the worker are started with, and what commands show. */
  const journalWith = async (environment: Record<string, string>) => {
    const context = contextWith(environment)
    const native = made()
    const service = serviceIn(native)
    const variables = async (make: typeof demoSiteService) => {
      const [process] = await make(context.environment, context.config).processes(service)
      return Object.fromEntries(
        Object.entries(process?.environment ?? {}).filter(([name]) => /^(JOURNAL|BACKUP)_/.test(name)),
      )
    }
    const { journal } = await readStackInUse(context, { stack: 'native' })
    return { site: await variables(demoSiteService), worker: await variables(workerService), commands: journal }
  }
  const journalOf = ({ url, account }: { url: string; account: S3Credentials | null }) => {
    const variables = {
      JOURNAL_STORE_URL: url,
      ...(account && {
        JOURNAL_STORE_ACCESS_KEY_ID: account.accessKeyId,
        JOURNAL_STORE_SECRET_ACCESS_KEY: account.secretAccessKey,
      }),
    }
    return { site: variables, worker: variables, commands: { url, accessKeyId: account?.accessKeyId ?? null } }
  }

  it('are in its own bucket', async () => {
    const { urls, secrets } = made()
    const { accessKeyId, secretAccessKey } = secrets.s3Backups
    expect(await placesWith({})).toEqual({
      guardian: [urls.backupStoreUrl, accessKeyId, secretAccessKey],
      commands: { url: urls.backupStoreUrl, credentials: secrets.s3Backups },
    })
  })

  it('are where BACKUP_STORE_URL says, with its account, for the guardian and for commands', async () => {
    const url = 's3://backups?endpoint=https://backups.example'
    const secretFile = join(root, 'secret')
    writeFileSync(secretFile, 'key\n')
    const account = { BACKUP_STORE_ACCESS_KEY_ID: 'id', BACKUP_STORE_SECRET_ACCESS_KEY_FILE: secretFile }
    expect(await placesWith({ BACKUP_STORE_URL: url, ...account })).toEqual({
      guardian: [url, 'id', 'key'],
      commands: { url, credentials: { accessKeyId: 'id', secretAccessKey: 'key' } },
    })
    const folder = 'file:///srv/backups'
    expect(await placesWith({ BACKUP_STORE_URL: folder })).toEqual({
      guardian: [folder, undefined, undefined],
      commands: { url: folder, credentials: null },
    })
  })

  it('are read by an account that can change nothing: its own, the one that is named, else that which makes them', async () => {
    const { secrets } = made()
    const readerWith = async (environment: Record<string, string>) => {
      const context = contextWith(environment)
      const native = made()
      const service = serviceIn(native)
      const [guardian] = await guardianService(context.environment, context.config).processes(service)
      const { restoreStore } = await readStackInUse(context, { stack: 'native' })
      const { RESTORE_STORE_ACCESS_KEY_ID: id, RESTORE_STORE_SECRET_ACCESS_KEY: key } = guardian?.environment ?? {}
      expect({ accessKeyId: id, secretAccessKey: key }).toEqual(restoreStore?.credentials)
      return restoreStore?.credentials
    }
    expect(await readerWith({})).toEqual(secrets.s3Restore)
    const away = {
      BACKUP_STORE_URL: 's3://backups',
      BACKUP_STORE_ACCESS_KEY_ID: 'id',
      BACKUP_STORE_SECRET_ACCESS_KEY: 'key',
    }
    expect(await readerWith(away)).toEqual({ accessKeyId: 'id', secretAccessKey: 'key' })
    const named = { RESTORE_STORE_ACCESS_KEY_ID: 'reads', RESTORE_STORE_SECRET_ACCESS_KEY: 'its key' }
    const reader = { accessKeyId: 'reads', secretAccessKey: 'its key' }
    expect(await readerWith({ ...away, ...named })).toEqual(reader)
    expect(await readerWith(named)).toEqual(reader)
    await expect(readerWith({ RESTORE_STORE_ACCESS_KEY_ID: 'reads' })).rejects.toThrow(
      /RESTORE_STORE_SECRET_ACCESS_KEY/,
    )
  })

  it('have copies of attestations beside them, which site and worker add by an account that can only do that', async () => {
    const { urls, secrets } = made()
    const own = { url: urls.backupStoreUrl, account: secrets.s3Journal }
    expect(await journalWith({})).toEqual(journalOf(own))
    const away = 's3://backups?endpoint=https://backups.example'
    const backups = { BACKUP_STORE_ACCESS_KEY_ID: 'id', BACKUP_STORE_SECRET_ACCESS_KEY: 'key' }
    // Never by the account of the backups.
    expect(await journalWith({ BACKUP_STORE_URL: away, ...backups })).toEqual(journalOf({ url: away, account: null }))
    const journal = { JOURNAL_STORE_ACCESS_KEY_ID: 'adds', JOURNAL_STORE_SECRET_ACCESS_KEY: 'its-key' }
    const account = { accessKeyId: 'adds', secretAccessKey: 'its-key' }
    expect(await journalWith({ BACKUP_STORE_URL: away, ...backups, ...journal })).toEqual(
      journalOf({ url: away, account }),
    )
    const url = 's3://journal'
    expect(await journalWith({ BACKUP_STORE_URL: away, JOURNAL_STORE_URL: url, ...journal })).toEqual(
      journalOf({ url, account }),
    )
    await expect(journalWith({ JOURNAL_STORE_URL: urls.objectStoreUrl })).rejects.toMatchObject({
      code: 'backup_store_not_apart',
    })
  })

  it('are refused where the objects are', async () => {
    const refusal = { code: 'backup_store_not_apart' }
    await expect(placesWith({ BACKUP_STORE_URL: made().urls.objectStoreUrl })).rejects.toMatchObject(refusal)
    const context = contextWith({ BACKUP_STORE_URL: made().urls.objectStoreUrl })
    await expect(readStackInUse(context, { stack: 'native' })).rejects.toMatchObject(refusal)
  })
})
