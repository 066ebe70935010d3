import { readFileSync } from 'node:fs'
import { AuraError, writeFileAtomically } from '@aura-sign/core'
import { z } from 'zod'
import { defaultPorts, type PortName, portNames, type StackPorts } from '../ports.ts'

// One that came with a later version is missing in the file of an earlier one.
const portsSchema = z.object(
  Object.fromEntries(
    portNames.map((name) => [name, z.number().int().min(1).max(65_535).default(defaultPorts[name])]),
  ) as Record<PortName, z.ZodDefault<z.ZodNumber>>,
)

/** The ports of a stack that was made; null when there are none. Throws `native_ports_damaged`. */
export function readPortsFile(path: string): StackPorts | null {
  try {
    return portsSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
    throw new AuraError('native_ports_damaged', { path }, { cause })
  }
}

export function writePortsFile(path: string, ports: StackPorts): void {
  writeFileAtomically(path, `${JSON.stringify(ports, null, 2)}\n`)
}
