import { AuraError } from '@aura-sign/core'
import { defaultPorts, type PortName, portNames, type StackPorts } from '../ports.ts'
import { isPortFree } from './is-port-free.ts'
import { portHolder } from './port-holder.ts'
import { takePortBlock } from './take-port-block.ts'

export interface PortRequest {
  /** What the stack has used before. */
  readonly known: StackPorts | null
  /** What the environment sets; 0 asks for a free one. */
  readonly wanted: Partial<StackPorts>
  /** Free ones for all that nobody set, and in place of those that are taken. */
  readonly freePorts: boolean
  /** Ports about to be listened on, with the service; those of services that run are not among them. */
  readonly starting: readonly { readonly port: PortName; readonly service: string }[]
  /** Ports of services that run: they stay as they are. */
  readonly fixed: ReadonlySet<PortName>
  /** Whose ports these are. */
  readonly directory: string
}

/** Decides on the ports of a stack. Throws `native_ports_taken`, which names all that are taken. */
export async function assignPorts(request: PortRequest): Promise<StackPorts> {
  const { known, wanted, freePorts, fixed } = request
  const ports = { ...defaultPorts, ...known }
  const replace = new Set<PortName>()
  for (const name of portNames) {
    if (fixed.has(name)) continue
    const set = wanted[name]
    if (set === 0 ? known === null : freePorts && known === null && set === undefined) replace.add(name)
    else if (set) ports[name] = set
  }
  const taken: { port: PortName; service: string }[] = []
  for (const { port, service } of request.starting) {
    if (!replace.has(port) && !(await isPortFree(ports[port]))) taken.push({ port, service })
  }
  const replaceable = ({ port }: { port: PortName }) => wanted[port] === 0 || (freePorts && wanted[port] === undefined)
  for (const { port } of taken.filter(replaceable)) replace.add(port)
  assertNoneTaken(
    taken.filter((entry) => !replaceable(entry)),
    ports,
  )
  if (replace.size > 0) {
    const block = await takePortBlock(request.directory)
    for (const name of replace) ports[name] = block[portNames.indexOf(name)] ?? ports[name]
  }
  assertAllDifferent(ports)
  return ports
}

function assertNoneTaken(taken: readonly { port: PortName; service: string }[], ports: StackPorts): void {
  if (taken.length === 0) return
  const list = taken.map(({ port, service }) => {
    const holder = portHolder(ports[port])
    return `${ports[port]} for ${service}${holder ? `, by ${holder.name} (pid ${holder.pid})` : ''} (${port})`
  })
  throw new AuraError('native_ports_taken', { list: list.join('; ') })
}

function assertAllDifferent(ports: StackPorts): void {
  const twice = portNames.filter((name) => portNames.some((other) => other !== name && ports[other] === ports[name]))
  if (twice.length === 0) return
  throw new AuraError('config_invalid', { violations: `${twice.join(' and ')}: have to be different ports` })
}
