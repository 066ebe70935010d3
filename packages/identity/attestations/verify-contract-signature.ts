import { type Address, erc6492SignatureValidatorAbi, erc6492SignatureValidatorByteCode, type Hex } from 'viem'
import { encodeDeployData, encodeFunctionData } from 'viem/utils'
import type { ChainClient } from './chain-client.ts'
import { isHexBytes } from './is-hex-bytes.ts'

export type ContractSignatureReason =
  | 'contract_missing'
  | 'contract_rejects'
  | 'contract_answer_malformed'
  | 'chain_wrong'
  | 'chain_unavailable'

export type ContractSignatureVerdict =
  | { readonly ok: true; readonly kind: 'eip1271' | 'eip6492' }
  | { readonly ok: false; readonly reason: ContractSignatureReason; readonly detail: string }

export interface ContractSignatureOptions {
  readonly signer: Address
  /** What was signed, 32 bytes. */
  readonly hash: Hex
  readonly signature: Hex
  readonly chainId: number
  /** For all calls together; default 5 seconds. */
  readonly timeoutMs?: number
}

/** What validating may cost in the node's EVM; a passkey checked in Solidity takes some 2 million. */
const gasMax = '0xe4e1c0' // 15,000,000
/** The first 32 bytes of what `isValidSignature` returns (EIP-1271): the magic value, then zeros. */
const validAnswer = `0x1626ba7e${'0'.repeat(56)}`
/** How a signature of a contract that is not deployed yet ends (EIP-6492). */
const counterfactualSuffix = '6492'.repeat(16)

/**
 * Asks a contract wallet whether a signature is its own: `isValidSignature` of the contract at `signer` (EIP-1271), or of one
 * that the signature itself says how to deploy (EIP-6492; simulated in one `eth_call`, nothing is sent). Contracts
 * change: the answer holds for the chain's latest block. A chain that does not answer is `chain_unavailable`,
 * never a verdict on the signature.
 */
export async function verifyContractSignature(
  chain: ChainClient,
  options: ContractSignatureOptions,
): Promise<ContractSignatureVerdict> {
  const { timeoutMs = 5_000 } = options
  const { promise, resolve } = Promise.withResolvers<ContractSignatureVerdict>()
  const timer = setTimeout(() => resolve(unavailable(`it did not answer within ${timeoutMs} ms`)), timeoutMs)
  try {
    return await Promise.race([askContract(chain, options), promise])
  } catch (error) {
    return isExecutionFailure(error)
      ? refuse('contract_rejects', 'the contract reverted')
      : unavailable('it could not be reached or refused the request')
  } finally {
    clearTimeout(timer)
  }
}

async function askContract(chain: ChainClient, options: ContractSignatureOptions): Promise<ContractSignatureVerdict> {
  const { signer, signature, chainId } = options
  const [actualChain, code] = await Promise.all([
    chain.request({ method: 'eth_chainId', params: [] }),
    chain.request({ method: 'eth_getCode', params: [signer, 'latest'] }),
  ])
  if (typeof actualChain !== 'string' || !isHexBytes(code)) return unavailable('its answers are not those of a node')
  if (Number(actualChain) !== chainId) return refuse('chain_wrong', `the node for chain ${chainId} is of another chain`)
  if (signature.endsWith(counterfactualSuffix)) return askValidator(chain, options)
  // A call to an address without code succeeds, and the precompile at 4 even returns what a valid answer begins with.
  if (code === '0x')
    return refuse('contract_missing', `there is no contract at the signer's address on chain ${chainId}`)
  const data = encodeFunctionData({ abi: isValidSignatureAbi, args: [options.hash, signature] })
  const answer = await chain.request({ method: 'eth_call', params: [{ to: signer, data, gas: gasMax }, 'latest'] })
  if (answer === validAnswer) return { ok: true, kind: 'eip1271' }
  return isHexBytes(answer) && answer.length === validAnswer.length
    ? refuse('contract_rejects', 'the contract does not take the signature for its own')
    : refuse('contract_answer_malformed', 'the answer is not that of isValidSignature')
}

/** viem's build of the validator that EIP-6492 gives: it runs as a deployment that returns one byte. */
async function askValidator(chain: ChainClient, options: ContractSignatureOptions): Promise<ContractSignatureVerdict> {
  const data = encodeDeployData({
    abi: erc6492SignatureValidatorAbi,
    bytecode: erc6492SignatureValidatorByteCode,
    args: [options.signer, options.hash, options.signature],
  })
  const answer = await chain.request({ method: 'eth_call', params: [{ data, gas: gasMax }, 'latest'] })
  if (answer === '0x01') return { ok: true, kind: 'eip6492' }
  return answer === '0x00'
    ? refuse('contract_rejects', 'the contract, once deployed, does not take the signature for its own')
    : refuse('contract_answer_malformed', 'the answer is not that of the EIP-6492 validator')
}

const isValidSignatureAbi = [
  {
    type: 'function',
    name: 'isValidSignature',
    stateMutability: 'view',
    inputs: [
      { name: 'hash', type: 'bytes32' },
      { name: 'signature', type: 'bytes' },
    ],
    outputs: [{ name: 'magicValue', type: 'bytes4' }],
  },
] as const

/** As geth, its descendants, Nethermind and anvil word it. */
const executionFailure =
  /revert|out ?of ?gas|\be?vm (execution )?error|invalid ?(opcode|jump)|stack ?(under|over)flow|write protection/i
/** Causes of an error that are looked at. */
const causesMax = 10

/** Whether the EVM ran and failed. Nodes differ in code and wording; what is not recognised counts as unavailable. */
function isExecutionFailure(error: unknown): boolean {
  let current = error
  for (let depth = 0; depth < causesMax && typeof current === 'object' && current !== null; depth += 1) {
    const { code, message, cause } = current as { code?: unknown; message?: unknown; cause?: unknown }
    if (code === 3) return true
    if (typeof message === 'string' && executionFailure.test(message)) return true
    current = cause
  }
  return false
}

function unavailable(what: string): ContractSignatureVerdict {
  return refuse('chain_unavailable', `the chain could not be asked: ${what}`)
}

function refuse(reason: ContractSignatureReason, detail: string): ContractSignatureVerdict {
  return { ok: false, reason, detail }
}
