import { AuraError } from '@aura-sign/core'
import type { StackPorts } from '../../ports.ts'
import type { ServiceContext, ServiceName } from '../../service.ts'

const timeoutMs = 5_000

/**
 * Asks a service for a page and, with `includes`, looks in it for what only this stack's own would say. Throws
 * `service_unwell` or `service_port_foreign`.
 */
export async function checkPage(
  context: ServiceContext,
  options: { service: ServiceName; port: keyof StackPorts; path: string; includes?: string },
): Promise<void> {
  const { service, port, path, includes } = options
  const url = `http://127.0.0.1:${context.ports[port]}${path}`
  const unwell = (detail: string, cause?: unknown) => new AuraError('service_unwell', { service, detail }, { cause })
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) }).catch((cause: unknown) => {
    throw unwell('it does not answer', cause)
  })
  const text = await response.text()
  if (includes !== undefined && response.ok && !text.includes(includes)) {
    throw new AuraError('service_port_foreign', { service, port: context.ports[port], variable: port })
  }
  if (!response.ok) throw unwell(`${path} answers ${response.status}`)
}
