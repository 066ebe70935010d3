import { join } from 'node:path'
import type { ServiceContext, ServiceName, ServiceProcess } from '@aura-sign/stack'

/** A program of ours, run by the Node that runs this. */
export function appProcess(
  context: ServiceContext,
  options: {
    name: ServiceName
    /** Path of its entry in the checkout, then its words. */
    command: readonly [entry: string, ...words: string[]]
    environment: Readonly<Record<string, string>>
    stopTimeoutMs: number
  },
): ServiceProcess {
  const [entry, ...words] = options.command
  return {
    name: options.name,
    program: process.execPath,
    words: [join(context.projectDirectory, entry), ...words],
    environment: { NODE_ENV: 'production', ...options.environment },
    workingDirectory: context.projectDirectory,
    runsAs: 'caller',
    stopTimeoutMs: options.stopTimeoutMs,
  }
}
