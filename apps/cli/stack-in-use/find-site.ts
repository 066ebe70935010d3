import { readRunFile } from '@aura-sign/stack'
import type { CommandContext } from '../config.ts'
import { readNative } from './native-stack.ts'

export interface RunningSite {
  readonly stack: 'embedded' | 'native'
  /** Where it listens on this machine. */
  readonly siteUrl: string
  readonly pid: number
  readonly startedAt: string
}

/** The site of the embedded stack that runs here, else that of the native one; null when none runs. */
export function findSite(context: CommandContext): RunningSite | null {
  const run = readRunFile(context.dataDirectory.runFile)
  if (run) return { stack: 'embedded', siteUrl: run.siteUrl, pid: run.pid, startedAt: run.startedAt }
  const native = readNative(context)
  const [site] = native?.running.get('demo-site') ?? []
  return native && site ? { stack: 'native', siteUrl: native.urls.siteUrl, ...site } : null
}
