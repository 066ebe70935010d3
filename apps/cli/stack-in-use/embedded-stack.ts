import { pathToFileURL } from 'node:url'
import { backupStoreCredentials, restoreStoreCredentials } from '@aura-sign/object-store'
import { type RunFile, readRunFile } from '@aura-sign/stack'
import { backupStoreUrl } from '../backup-store-url.ts'
import type { CommandContext } from '../config.ts'
import type { StackInUse } from './stack-in-use.ts'

/** The embedded stack of the data directory; without one that runs, only its files. */
export function embeddedStack(context: CommandContext): StackInUse {
  const run: RunFile | null = readRunFile(context.dataDirectory.runFile)
  const backupsUrl = backupStoreUrl(context)
  const { JOURNAL_STORE_URL: journalUrl = backupsUrl, JOURNAL_STORE_ACCESS_KEY_ID: accessKeyId = null } = context.config
  return {
    kind: 'embedded',
    directory: context.dataDirectory.root,
    databaseUrl: run?.databaseUrl ?? null,
    redisUrl: null,
    siteUrl: run?.siteUrl ?? null,
    prometheusUrl: null,
    objectStore: { url: pathToFileURL(context.dataDirectory.objects).href, credentials: null },
    backupStore: { url: backupsUrl, credentials: backupStoreCredentials(context.config) },
    restoreStore: {
      url: backupsUrl,
      credentials: restoreStoreCredentials(context.config) ?? backupStoreCredentials(context.config),
    },
    journal: { url: journalUrl, accessKeyId },
    operator: null,
  }
}
