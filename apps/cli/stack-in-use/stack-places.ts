import { readRunFile } from '@aura-sign/stack'
import type { CommandContext } from '../config.ts'
import type { StackInUse } from './stack-in-use.ts'

/** What a stack occupies on this machine. */
export interface StackPlaces {
  /** Ports that it listens on or would, by the variable that sets each. */
  readonly ports: Readonly<Record<string, number>>
  /** Its processes that run. */
  readonly pids: readonly number[]
  readonly modes: readonly { readonly path: string; readonly kind: 'secret' | 'directory' }[]
  readonly serviceUser: string | null
  readonly running: boolean
}

/** What the stack in use occupies; nothing is started or changed. */
export async function stackPlaces(context: CommandContext, _stack: StackInUse): Promise<StackPlaces> {
  const { dataDirectory } = context
  const run = readRunFile(dataDirectory.runFile)
  return {
    ports: { PORT: 3000, POSTGRES_PORT: 5432 },
    pids: run ? [run.pid] : [],
    modes: [
      { path: dataDirectory.databases, kind: 'directory' },
      { path: dataDirectory.objects, kind: 'directory' },
      { path: dataDirectory.backups, kind: 'directory' },
      { path: dataDirectory.secretsFile, kind: 'secret' },
      { path: dataDirectory.runFile, kind: 'secret' },
    ],
    serviceUser: null,
    running: run !== null,
  }
}
