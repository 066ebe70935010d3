import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { type Environment, readVariables } from '@aura-sign/core'
import type { CommandContext } from '../config.ts'

/** Of this machine alone: where it keeps its data, and who may open backups here. */
const machineOnly = new Set(['AURA_DATA_DIR', 'BACKUP_IDENTITY_FILE'])

/**
 * The settings in use, as any app or `docker-compose.yml` reads them, secrets as they read: what a file holds and what a command prints.
 * What `config print --export` has set in this shell is no setting. Throws what reading a secret throws.
 */
export async function environmentInUse(context: CommandContext): Promise<Record<string, string>> {
  // Only here: most commands do without the code of the apps.
  const { settingsSchemas } = await import('./settings-schemas.ts')
  const environment = withoutExported(context)
  const found = settingsSchemas.map((schema) => readVariables(schema, environment))
  const filledIn = composeVariables(context).flatMap((name): [string, string][] => {
    const value = environment[name]
    return value ? [[name, value]] : []
  })
  const all: Record<string, string> = { ...Object.fromEntries(filledIn), ...Object.assign({}, ...found) }
  return Object.fromEntries(
    Object.entries(all)
      .filter(([name]) => !machineOnly.has(name))
      .sort(([left], [right]) => (left < right ? -1 : 1)),
  )
}

function withoutExported({ environment, projectDirectory }: CommandContext): Environment {
  const exported = (environment.AURA_EXPORTED ?? '').split(' ').filter((name) => name !== '')
  if (exported.length === 0) return environment
  const path = join(projectDirectory, '.env')
  const own: Environment = existsSync(path) ? parseEnv(readFileSync(path, 'utf8')) : {}
  return { ...environment, ...Object.fromEntries(exported.map((name) => [name, own[name]])) }
}

/** What docker compose fills in itself. */
function composeVariables({ projectDirectory }: CommandContext): string[] {
  const path = join(projectDirectory, 'docker-compose.yml')
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  return [...text.matchAll(/\$\{([A-Z][A-Z0-9_]*)/g)].map(([, name = '']) => name)
}
