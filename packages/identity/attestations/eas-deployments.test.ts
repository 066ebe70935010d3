import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { easDeployments } from './eas-deployments.ts'

describe('easDeployments', () => {
  it('are the ones that the contracts package of EAS lists', () => {
    const sdk = createRequire(import.meta.url).resolve('@ethereum-attestation-service/eas-sdk')
    const contracts = createRequire(sdk).resolve('@ethereum-attestation-service/eas-contracts')
    const folder = join(contracts.slice(0, contracts.lastIndexOf('/eas-contracts/')), 'eas-contracts', 'deployments')
    const published = readdirSync(folder)
      .map((name) => ({
        chainId: Number(readFileSync(join(folder, name, '.chainId'), 'utf8')),
        contract: JSON.parse(readFileSync(join(folder, name, 'EAS.json'), 'utf8')).address,
      }))
      .toSorted((a, b) => a.chainId - b.chainId)
    expect(easDeployments).toEqual(published)
  })
})
