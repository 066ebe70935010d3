import { readFileSync } from 'node:fs'
import { siteConfigSchema } from '@aura-sign/demo-site'
import { guardianConfigSchema } from '@aura-sign/guardian'
import { stackPortsConfigSchema } from '@aura-sign/stack'
import { workerConfigSchema } from '@aura-sign/worker'
import { describe, expect, it } from 'vitest'
import { cliConfigSchema } from './config.ts'
import { serviceConfigSchema } from './stack-in-use/service-config.ts'

describe('.env.example', () => {
  it('names every variable that is read, and no other', () => {
    const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')
    const named = [...text.matchAll(/^#?([A-Z][A-Z0-9_]+)=/gm)].map((match) => match[1])
    const schemas = [
      cliConfigSchema,
      serviceConfigSchema,
      siteConfigSchema,
      workerConfigSchema,
      guardianConfigSchema,
      stackPortsConfigSchema,
    ]
    const read = new Set(schemas.flatMap((schema) => Object.keys(schema.shape)))
    expect([...new Set(named)].sort()).toEqual([...read].sort())
  })
})
