import { siteConfigSchema } from '@aura-sign/demo-site'
import { guardianConfigSchema } from '@aura-sign/guardian'
import { stackPortsConfigSchema } from '@aura-sign/stack'
import { workerConfigSchema } from '@aura-sign/worker'
import { cliConfigSchema } from '../config.ts'
import { composeConfigSchema } from '../stack-in-use/compose-config.ts'
import { serviceConfigSchema } from '../stack-in-use/service-config.ts'

/** Every schema of variables that there is: who reads the environment reads one of these. */
export const settingsSchemas = [
  stackPortsConfigSchema,
  composeConfigSchema,
  cliConfigSchema,
  serviceConfigSchema,
  siteConfigSchema,
  workerConfigSchema,
  guardianConfigSchema,
]
