import { getCompileCacheDir } from 'node:module'
import { dirname, join } from 'node:path'
import type { ServiceContext, ServiceName, ServiceProcess } from '@aura-sign/stack'

/** A program of ours, run by the Node that runs this, with the same cache of compiled code where one is in use. */
export function appProcess(
  context: ServiceContext,
  options: {
    name: ServiceName
    /** Path of its entry in the checkout, then its words. */
    command: readonly [entry: string, ...words: string[]]
    nodeFlags?: readonly string[]
    environment: Readonly<Record<string, string>>
    stopTimeoutMs: number
  },
): ServiceProcess {
  const [entry, ...words] = options.command
  return {
    name: options.name,
    program: process.execPath,
    words: [...(options.nodeFlags ?? []), join(context.projectDirectory, entry), ...words],
    environment: { NODE_ENV: 'production', ...compileCache(), ...options.environment },
    workingDirectory: context.projectDirectory,
    runsAs: 'caller',
    stopTimeoutMs: options.stopTimeoutMs,
  }
}

function compileCache(): Record<string, string> {
  // In it Node keeps a folder of its own for each version, which is what it names here.
  const directory = getCompileCacheDir()
  return directory === undefined ? {} : { NODE_COMPILE_CACHE: dirname(directory) }
}
