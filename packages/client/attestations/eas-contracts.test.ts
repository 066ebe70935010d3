import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { easDeployments } from '@aura-sign/identity'
import { describe, expect, it } from 'vitest'
import { easContractsFolder } from '../testing/eas-contracts-folder.ts'
import { easContracts } from './eas-contracts.ts'

describe('easContracts', () => {
  it('stand where the service knows EAS to be', () => {
    const known = new Map(easDeployments.map(({ chainId, contract }) => [chainId, contract]))
    for (const [chainId, { contract }] of easContracts)
      expect([chainId, known.get(chainId)]).toEqual([chainId, contract])
  })

  it('have the versions that EAS lists', () => {
    const listed = listedContracts()
    expect(listed.size).toBeGreaterThanOrEqual(easContracts.size)
    for (const [chainId, eas] of easContracts) expect([chainId, listed.get(chainId)]).toEqual([chainId, eas])
  })
})

/** From the list for people: headings of versions, then of contracts, each with its address and the folder of its network. */
function listedContracts(): Map<number, { contract: string; version: string }> {
  const folder = easContractsFolder()
  const networks = new Set(readdirSync(join(folder, 'deployments')))
  const listed = new Map<number, { contract: string; version: string }>()
  let version = ''
  let contract = ''
  for (const line of readFileSync(join(folder, 'README.md'), 'utf8').split('\n')) {
    version = /^Version ([\d.]+):/.exec(line)?.[1] ?? version
    contract = /Contract: \[(0x\w{40})\]/.exec(line)?.[1] ?? contract
    const [, network] = /deployments\/([\w-]+)\/EAS\.json/.exec(line) ?? []
    if (network === undefined || !networks.has(network)) continue
    const chainId = Number(readFileSync(join(folder, 'deployments', network, '.chainId'), 'utf8'))
    listed.set(chainId, { contract, version })
  }
  return listed
}
