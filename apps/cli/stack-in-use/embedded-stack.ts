import { pathToFileURL } from 'node:url'
import { backupStoreCredentials } from '@aura-sign/object-store'
import { type RunFile, readRunFile } from '@aura-sign/stack'
import { backupStoreUrl } from '../backup-store-url.ts'
import type { CommandContext } from '../config.ts'
import type { StackInUse } from './stack-in-use.ts'

/** The embedded stack of the data directory; without one that runs, only its files. */
export function embeddedStack(context: CommandContext): StackInUse {
  const run: RunFile | null = readRunFile(context.dataDirectory.runFile)
  return {
    kind: 'embedded',
    directory: context.dataDirectory.root,
    databaseUrl: run?.databaseUrl ?? null,
    redisUrl: null,
    siteUrl: run?.siteUrl ?? null,
    prometheusUrl: null,
    objectStore: { url: pathToFileURL(context.dataDirectory.objects).href, credentials: null },
    backupStore: { url: backupStoreUrl(context), credentials: backupStoreCredentials(context.config) },
    operator: null,
  }
}
