import { readServiceRecord } from './directory/service-record.ts'
import { fingerprintService } from './fingerprint-service.ts'
import { contextOf, type MadeStack } from './made-stack.ts'
import type { Service } from './service.ts'
import { isRunning } from './start-service.ts'
import { stopServices } from './stop-services.ts'

/** Stops those of these services that run with other settings than they would be started with now, and returns them. */
export async function stopChanged(stack: MadeStack, services: readonly Service[]): Promise<readonly Service[]> {
  const looks = await Promise.all(
    services.map(async (service) => ((await hasChanged(stack, service)) ? service : null)),
  )
  const changed = looks.filter((service) => service !== null)
  for (const { name } of changed) stack.onEvent({ type: 'recreating', service: name })
  await stopServices(stack.directory, changed, { onEvent: stack.onEvent })
  return changed
}

async function hasChanged(stack: MadeStack, service: Service): Promise<boolean> {
  if (service.oneOff || !isRunning(stack, service)) return false
  const record = readServiceRecord(stack.directory, service.name)
  // One that is well was started before fingerprints were kept; of another the start was cut off in between.
  if (record?.fingerprint === undefined) return record?.settled !== true
  return record.fingerprint !== (await fingerprintService(service, contextOf(stack, service)))
}
