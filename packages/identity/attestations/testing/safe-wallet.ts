import { createRequire } from 'node:module'
import {
  type Abi,
  type Address,
  createTestClient,
  encodeAbiParameters,
  encodeDeployData,
  encodeFunctionData,
  encodePacked,
  getContractAddress,
  type Hex,
  http,
  keccak256,
  publicActions,
  walletActions,
  zeroAddress,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { LocalChain } from './local-chain.ts'

// For tests: Safe 1.4.1, the contract wallet as it is deployed everywhere, from its authors' package.

const require = createRequire(import.meta.url)

interface Artifact {
  readonly abi: Abi
  readonly bytecode: Hex
}

export const safeOwner = privateKeyToAccount(`0x${'51'.repeat(32)}`)

export interface SafeWallet {
  readonly address: Address
  /** The owner's signature over a hash, as the wallet checks it: over the Safe's own message of it. */
  sign(hash: Hex): Promise<Hex>
  /** The same with how to deploy the wallet (EIP-6492). */
  signCounterfactual(hash: Hex): Promise<Hex>
  deploy(): Promise<void>
}

export type SafeFactory = (salt: bigint) => Promise<SafeWallet>

/** Deploys what wallets are made with; a wallet itself exists when `deploy` was called. */
export async function installSafe(chain: LocalChain): Promise<SafeFactory> {
  const client = createTestClient({ mode: 'anvil', transport: http(chain.url) })
    .extend(publicActions)
    .extend(walletActions)
  const [deployer] = await client.getAddresses()
  if (!deployer) throw new Error('the chain has no accounts')
  const send = async (transaction: { to?: Address; data: Hex }) => {
    const hash = await client.sendTransaction({ ...transaction, account: deployer, chain: null })
    const receipt = await client.waitForTransactionReceipt({ hash, pollingInterval: 20 })
    if (receipt.status !== 'success') throw new Error('a deployment reverted')
    return receipt.contractAddress ?? zeroAddress
  }
  const deploy = ({ abi, bytecode }: Artifact) => send({ data: encodeDeployData({ abi, bytecode }) })
  const safe: Artifact = require('@safe-global/safe-contracts/build/artifacts/contracts/Safe.sol/Safe.json')
  const proxyFactory: Artifact = require('@safe-global/safe-contracts/build/artifacts/contracts/proxies/SafeProxyFactory.sol/SafeProxyFactory.json')
  const fallbackHandler: Artifact = require('@safe-global/safe-contracts/build/artifacts/contracts/handler/CompatibilityFallbackHandler.sol/CompatibilityFallbackHandler.json')
  const singleton = await deploy(safe)
  const factory = await deploy(proxyFactory)
  const handler = await deploy(fallbackHandler)
  const creationCode = (await client.readContract({
    address: factory,
    abi: proxyFactory.abi,
    functionName: 'proxyCreationCode',
  })) as Hex

  return async (salt) => {
    const initializer = encodeFunctionData({
      abi: safe.abi,
      functionName: 'setup',
      args: [[safeOwner.address], 1n, zeroAddress, '0x', handler, zeroAddress, 0n, zeroAddress],
    })
    const factoryData = encodeFunctionData({
      abi: proxyFactory.abi,
      functionName: 'createProxyWithNonce',
      args: [singleton, initializer, salt],
    })
    const address = getContractAddress({
      opcode: 'CREATE2',
      from: factory,
      salt: keccak256(encodePacked(['bytes32', 'uint256'], [keccak256(initializer), salt])),
      bytecode: `${creationCode}${encodeAbiParameters([{ type: 'address' }], [singleton]).slice(2)}`,
    })
    const sign = (hash: Hex) =>
      safeOwner.signTypedData({
        domain: { chainId: chain.chainId, verifyingContract: address },
        types: { SafeMessage: [{ name: 'message', type: 'bytes' }] },
        primaryType: 'SafeMessage',
        message: { message: hash },
      })
    return {
      address,
      sign,
      async signCounterfactual(hash) {
        const types = [{ type: 'address' }, { type: 'bytes' }, { type: 'bytes' }] as const
        return `${encodeAbiParameters(types, [factory, factoryData, await sign(hash)])}${'6492'.repeat(16)}`
      },
      async deploy() {
        await send({ to: factory, data: factoryData })
      },
    }
  }
}
