import { parseSiteConfig, siteConfigSchema } from '@aura-sign/demo-site'
import { guardianConfigSchema } from '@aura-sign/guardian'
import { dataDirectoryAt } from '@aura-sign/stack'
import { workerConfigSchema } from '@aura-sign/worker'
import { describe, expect, it } from 'vitest'
import { cliConfigSchema } from '../config.ts'
import { drillEnvironment } from './drill-environment.ts'

const directory = {
  root: '/drill',
  data: dataDirectoryAt('/drill/data'),
  backupStoreUrl: 'file:///drill/backups',
  ledgerPath: '/drill/ledger',
  [Symbol.asyncDispose]: async () => undefined,
}
const environmentOf = (environment: Record<string, string>) =>
  drillEnvironment(directory, { drillId: 'd', sitePort: 1, environment })

describe('drillEnvironment', () => {
  it('leaves no setting for a .env to fill in, nor the file of a secret', () => {
    const environment = environmentOf({})
    for (const { shape } of [cliConfigSchema, siteConfigSchema, workerConfigSchema, guardianConfigSchema]) {
      for (const name of Object.keys(shape)) {
        expect(environment, name).toHaveProperty(name)
        expect(environment[`${name}_FILE`]).toBe('')
      }
    }
  })

  it('takes over nothing of the operator but what the machine needs, and limits no rate of its own clients', () => {
    const machine = { SECP256K1_FALLBACK: 'js', NODE_COMPILE_CACHE: '/cache' }
    const own = { CHAIN_IDS: '5', DATABASE_URL: 'postgresql://own/database', ...machine }
    const environment = environmentOf(own)
    const site = parseSiteConfig({ ...environment, DATABASE_URL: 'postgresql://drill/database' })
    expect(site).toMatchObject({ SECP256K1_FALLBACK: 'js', API_RATE_LIMIT_PER_MINUTE: 100_000 })
    expect(environment).toMatchObject({ CHAIN_IDS: '', DATABASE_URL: '', ...machine })
  })
})
