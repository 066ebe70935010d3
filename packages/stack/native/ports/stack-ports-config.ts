import { type Environment, parseConfig } from '@aura-sign/core'
import { z } from 'zod'
import { defaultPorts, type PortName, portNames } from '../ports.ts'

const wholeNumber = 'has to be a whole number from 0 to 65535'

/** The ports that the environment can set, for the configuration of a command. */
export const stackPortsConfigSchema = z.object(
  Object.fromEntries(
    portNames.map((name) => [
      name,
      z.coerce
        .number({ error: wholeNumber })
        .int(wholeNumber)
        .min(0, wholeNumber)
        .max(65_535, wholeNumber)
        .optional()
        .describe(`Native stack; default: ${defaultPorts[name]}; 0 takes a free one`),
    ]),
  ) as Record<PortName, z.ZodOptional<z.ZodCoercedNumber>>,
)

/** The ports that an environment sets; 0 asks for a free one. Throws `config_invalid`. */
export function parseStackPorts(environment: Environment): Partial<Record<PortName, number>> {
  return parseConfig(stackPortsConfigSchema, environment) as Partial<Record<PortName, number>>
}
