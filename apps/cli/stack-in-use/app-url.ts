import { parseConfig } from '@aura-sign/core'
import type { CommandContext } from '../config.ts'
import { serviceConfigSchema } from './service-config.ts'

const schema = serviceConfigSchema.pick({ APP_URL: true })

/**
 * Where people open a site that listens at `siteUrl` on this machine: sign-in messages are bound to that origin, and no other signs
 * anybody in. As the site itself has it: `APP_URL`, else localhost. Throws `config_invalid`.
 */
export function appUrl({ environment }: Pick<CommandContext, 'environment'>, siteUrl: string): string {
  return parseConfig(schema, environment).APP_URL ?? `http://localhost:${new URL(siteUrl).port}`
}
