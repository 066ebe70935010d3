import { type Environment, parseConfig } from '@aura-sign/core'
import { z } from 'zod'
import { defaultPorts, type PortName, portNames } from '../ports.ts'

/** The ports that the environment can set, for the configuration of a command. */
export const stackPortsConfigSchema = z.object(
  Object.fromEntries(
    portNames.map((name) => [
      name,
      z.coerce
        .number()
        .int()
        .min(0)
        .max(65_535)
        .optional()
        .describe(`Native stack; default: ${defaultPorts[name]}; 0 takes a free one`),
    ]),
  ) as Record<PortName, z.ZodOptional<z.ZodCoercedNumber>>,
)

/** The ports that an environment sets; 0 asks for a free one. Throws `config_invalid`. */
export function parseStackPorts(environment: Environment): Partial<Record<PortName, number>> {
  return parseConfig(stackPortsConfigSchema, environment) as Partial<Record<PortName, number>>
}
