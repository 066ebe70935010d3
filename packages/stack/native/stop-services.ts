import type { StackEvent } from './native-stack.ts'
import { runInOrder } from './run-in-order.ts'
import type { Service } from './service.ts'
import { stopService } from './stop-service.ts'

/** Stops services, each once those that need it have stopped. */
export async function stopServices(
  stackDirectory: string,
  services: readonly Service[],
  options: { onEvent: (event: StackEvent) => void },
): Promise<void> {
  await runInOrder(
    services.map(({ name }) => name),
    {
      after: (name) =>
        services
          .filter(({ dependsOn, uses = [] }) => [...dependsOn, ...uses].includes(name))
          .map((service) => service.name),
      run: (name) => stopService(stackDirectory, name, options),
    },
  )
}
