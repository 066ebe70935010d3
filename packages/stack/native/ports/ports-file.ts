import { readFileSync } from 'node:fs'
import { writeFileAtomically } from '@aura-sign/core'
import { z } from 'zod'
import { type PortName, portNames, type StackPorts } from '../ports.ts'

const portsSchema = z.object(
  Object.fromEntries(portNames.map((name) => [name, z.number().int().min(1).max(65_535)])) as Record<
    PortName,
    z.ZodNumber
  >,
)

/** The ports of a stack that was made; null when there are none, or none that make sense. */
export function readPortsFile(path: string): StackPorts | null {
  try {
    return portsSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return null
  }
}

export function writePortsFile(path: string, ports: StackPorts): void {
  writeFileAtomically(path, `${JSON.stringify(ports, null, 2)}\n`)
}
