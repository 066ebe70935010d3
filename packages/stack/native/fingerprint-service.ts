import { sha256Hex } from '@aura-sign/core'
import type { Service, ServiceContext } from './service.ts'

// A start is faster with it, and what runs is the same.
const unfelt: ReadonlySet<string> = new Set(['NODE_COMPILE_CACHE'])

/** SHA-256 of what a service would be started with: programs, words, environment, files. */
export async function fingerprintService(service: Service, context: ServiceContext): Promise<string> {
  const processes = (await service.processes(context)).map(({ name, program, words, workingDirectory, ...process }) => {
    const environment = Object.entries(process.environment ?? {})
      .filter(([variable]) => !unfelt.has(variable))
      .sort()
    return { name, program, words, workingDirectory, runsAs: process.runsAs, environment }
  })
  const files = (await service.files?.(context)) ?? []
  const secrets = service.startSecrets?.(context)
  return sha256Hex(JSON.stringify({ processes, files: files.map(({ path, text }) => [path, text]), secrets }))
}
