import { readFileSync } from 'node:fs'
import { siteConfigSchema } from '@aura-sign/demo-site'
import { guardianConfigSchema } from '@aura-sign/guardian'
import { stackPortsConfigSchema } from '@aura-sign/stack'
import { workerConfigSchema } from '@aura-sign/worker'
import { describe, expect, it } from 'vitest'
import { cliConfigSchema } from './config.ts'
import { composeConfigSchema } from './stack-in-use/compose-config.ts'
import { serviceConfigSchema } from './stack-in-use/service-config.ts'

const fileAt = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const example = fileAt('.env.example')
const compose = fileAt('docker-compose.yml')

const schemas = [
  cliConfigSchema,
  composeConfigSchema,
  serviceConfigSchema,
  siteConfigSchema,
  workerConfigSchema,
  guardianConfigSchema,
  stackPortsConfigSchema,
]

/** Variables that an example names and nobody reads, and those that are read and not named. */
function differences(exampleText: string, composeText: string): { idle: string[]; missing: string[] } {
  const named = new Set(matches(exampleText, /^#?([A-Z][A-Z0-9_]+)=/gm))
  // What docker compose fills in itself.
  const filledIn = matches(composeText, /\$\{([A-Z][A-Z0-9_]*)/g)
  const read = new Set([...schemas.flatMap((schema) => Object.keys(schema.shape)), ...filledIn])
  return { idle: [...named.difference(read)], missing: [...read.difference(named)] }
}

describe('.env.example', () => {
  it('names every variable that the apps or docker-compose.yml read, and no other', () => {
    expect(differences(example, compose)).toEqual({ idle: [], missing: [] })
  })

  it.each(['PROMETHEUS_URL', 'BIND_ADDRESS', 'WORKER_CONCURRENCY', 'GUARDIAN_TOKEN'])(
    'turns red when it does not name %s',
    (name) => {
      expect(differences(example.replace(`#${name}=`, `# ${name} `), compose).missing).toEqual([name])
    },
  )

  it('turns red when it names what nobody reads, and when the compose file reads what it does not name', () => {
    expect(differences(`${example}\n#WORKER_SPEED=9\n`, compose).idle).toEqual(['WORKER_SPEED'])
    expect(differences(example, compose.replace(/(?<=\$\{)LOG_LEVEL/, 'LOUDNESS')).missing).toEqual(['LOUDNESS'])
  })
})

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].flatMap(([, name]) => name ?? [])
}
