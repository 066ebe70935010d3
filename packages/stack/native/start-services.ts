import type { MadeStack } from './made-stack.ts'
import { runInOrder } from './run-in-order.ts'
import type { Service } from './service.ts'
import { needsStart, prepareService, startService } from './start-service.ts'

/** Starts services, each as soon as those it needs are healthy; throws the first failure once nothing is under way any more. */
export async function startServices(stack: MadeStack, services: readonly Service[]): Promise<void> {
  const byName = new Map(services.map((service) => [service.name, service]))
  // At once, also of what has to wait for others: a first start spends its time here.
  const preparing = new Map(
    services
      .filter((service) => needsStart(stack, service))
      .map((service) => [service.name, prepareService(stack, service)]),
  )
  // Awaited below in the order of the services; until then a failure is no unhandled one.
  const prepared = Promise.allSettled(preparing.values())
  try {
    await runInOrder([...byName.keys()], {
      after: (name) => byName.get(name)?.dependsOn ?? [],
      run: async (name, signal) => {
        await preparing.get(name)
        const service = byName.get(name)
        if (service && !signal.aborted) await startService(stack, service, signal)
      },
    })
  } finally {
    await prepared
  }
}
