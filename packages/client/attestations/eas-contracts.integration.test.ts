import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Abi, createTestClient, encodeDeployData, type Hex, http, publicActions, walletActions } from 'viem'
import { describe, expect, it } from 'vitest'
import { startLocalChain } from '../../identity/attestations/testing/local-chain.ts'
import { easContractsFolder } from '../testing/eas-contracts-folder.ts'
import { easContracts } from './eas-contracts.ts'

describe('easContracts', () => {
  it('have the versions that the contracts answer whose code is published', async () => {
    await using chain = await startLocalChain({ chainId: 1 })
    const client = createTestClient({ mode: 'anvil', transport: http(chain.url), pollingInterval: 20 })
      .extend(publicActions)
      .extend(walletActions)
    const [account] = await client.getAddresses()
    const answered: [number, string][] = []
    for (const { chainId, artifact } of publishedContracts()) {
      if (!easContracts.has(chainId)) continue
      const data = encodeDeployData({ abi: artifact.abi, bytecode: artifact.bytecode, args: artifact.args })
      const hash = await client.sendTransaction({ account: account ?? '0x', data, chain: null })
      const { contractAddress } = await client.waitForTransactionReceipt({ hash })
      const name = artifact.abi.some((part) => 'name' in part && part.name === 'VERSION') ? 'VERSION' : 'version'
      const version = await client.readContract({
        ...{ address: contractAddress ?? '0x', abi: artifact.abi, functionName: name },
      })
      answered.push([chainId, String(version)])
    }
    expect(answered.length).toBeGreaterThanOrEqual(9)
    for (const [chainId, version] of answered)
      expect([chainId, easContracts.get(chainId)?.version]).toEqual([chainId, version])
  })
})

interface Artifact {
  readonly abi: Abi
  readonly bytecode: Hex
  readonly args: readonly unknown[]
}

/** What EAS published of its deployments, as far as the code is there. */
function publishedContracts(): { chainId: number; artifact: Artifact }[] {
  const folder = join(easContractsFolder(), 'deployments')
  return readdirSync(folder)
    .map((name) => ({
      chainId: Number(readFileSync(join(folder, name, '.chainId'), 'utf8')),
      artifact: JSON.parse(readFileSync(join(folder, name, 'EAS.json'), 'utf8')),
    }))
    .filter(({ artifact }) => artifact.args !== undefined && artifact.bytecode !== undefined)
}
