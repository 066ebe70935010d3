import { sha256Hex } from '@aura-sign/core'
import type { Service, ServiceContext } from './service.ts'

/** SHA-256 of what a service would be started with: programs, words, environment, files. */
export async function fingerprintService(service: Service, context: ServiceContext): Promise<string> {
  const processes = (await service.processes(context)).map(({ name, program, words, workingDirectory, ...process }) => {
    const environment = Object.entries(process.environment ?? {}).sort()
    return { name, program, words, workingDirectory, runsAs: process.runsAs, environment }
  })
  const files = (await service.files?.(context)) ?? []
  return sha256Hex(JSON.stringify({ processes, files: files.map(({ path, text }) => [path, text]) }))
}
