import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient, createPublicClient, encodeAbiParameters, type Hex, http } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChainClient } from './chain-client.ts'
import { easObject } from './eas-object.ts'
import { attestationUid, hashAttestation } from './hash-attestation.ts'
import { readAttestation } from './read-attestation.ts'
import { type LocalChain, startLocalChain } from './testing/local-chain.ts'
import { installSafe, type SafeFactory, safeOwner } from './testing/safe-wallet.ts'
import { sdkAttestation, sdkNow } from './testing/sdk-attestation.ts'
import { verifyAttestation } from './verify-attestation.ts'
import { verifyContractSignature } from './verify-contract-signature.ts'
import { verifySignature } from './verify-signature.ts'

const hash: Hex = `0x${'5d'.repeat(32)}`
const otherHash: Hex = `0x${'5e'.repeat(32)}`
let chain: LocalChain
let client: ChainClient
let makeSafe: SafeFactory

beforeAll(async () => {
  chain = await startLocalChain({ chainId: 31_337 })
  client = createPublicClient({ transport: http(chain.url) })
  makeSafe = await installSafe(chain)
})

afterAll(async () => {
  await chain?.[Symbol.asyncDispose]()
})

describe('verifyContractSignature with a Safe on a real EVM', () => {
  it('accepts the signature of a deployed wallet (EIP-1271)', async () => {
    const safe = await makeSafe(1n)
    await safe.deploy()
    const options = { signer: safe.address, chainId: 31_337, hash, signature: await safe.sign(hash) }
    expect(await verifyContractSignature(client, options)).toEqual({ ok: true, kind: 'eip1271' })
  })

  it('accepts the signature of a wallet before and after it is deployed (EIP-6492), and deploys nothing', async () => {
    const safe = await makeSafe(2n)
    const signature = await safe.signCounterfactual(hash)
    const options = { signer: safe.address, chainId: 31_337, hash, signature }
    expect(await verifyContractSignature(client, options)).toEqual({ ok: true, kind: 'eip6492' })
    expect(await client.request({ method: 'eth_getCode', params: [safe.address, 'latest'] })).toBe('0x')
    await safe.deploy()
    expect(await verifyContractSignature(client, options)).toEqual({ ok: true, kind: 'eip6492' })
  })

  it('refuses what the wallet did not sign', async () => {
    const [safe, other] = [await makeSafe(3n), await makeSafe(4n)]
    await safe.deploy()
    const good = { signer: safe.address, chainId: 31_337, hash, signature: await safe.sign(hash) }
    const wrongs = [
      { ...good, hash: otherHash },
      { ...good, signature: await safe.sign(otherHash) },
      // The owner's own signature, without the Safe around it, and that of another Safe of the same owner.
      { ...good, signature: await safeOwner.sign({ hash }) },
      { ...good, signature: await other.sign(hash) },
      { ...good, signature: '0x00' as const },
      { ...good, hash: otherHash, signature: await safe.signCounterfactual(hash) },
      { ...good, signer: other.address, hash: otherHash, signature: await other.signCounterfactual(hash) },
      { ...good, signer: other.address, signature: await safe.signCounterfactual(hash) },
      { ...good, signature: `0x${'6492'.repeat(16)}` as const },
    ]
    for (const wrong of wrongs) {
      expect(await verifyContractSignature(client, wrong)).toMatchObject({ ok: false, reason: 'contract_rejects' })
    }
    const missing = { ...good, signer: other.address, signature: await other.sign(hash) }
    expect(await verifyContractSignature(client, missing)).toMatchObject({ reason: 'contract_missing' })
  })

  it('refuses precompiles, one of which echoes the magic value, and contracts that are no wallets', async () => {
    const safe = await makeSafe(5n)
    const signature = await safe.sign(hash)
    for (const last of ['1', '2', '4']) {
      const signer = `0x${last.padStart(40, '0')}` as const
      expect(await verifyContractSignature(client, { signer, chainId: 31_337, hash, signature })).toMatchObject({
        ok: false,
        reason: 'contract_missing',
      })
    }
  })

  it('bounds what a contract may compute, as signer and as what deploys one', async () => {
    // Creates a contract that jumps to its beginning for ever.
    const loops = '0x635b6000566000526004601cf3'
    const [from] = (await client.request({ method: 'eth_accounts' })) as string[]
    const sent = await client.request({ method: 'eth_sendTransaction', params: [{ from, data: loops }] })
    const { contractAddress: loop } = await createPublicClient({
      transport: http(chain.url),
    }).waitForTransactionReceipt({
      hash: sent as Hex,
      pollingInterval: 20,
    })
    if (!loop) throw new Error('the transaction made no contract')
    const types = [{ type: 'address' }, { type: 'bytes' }, { type: 'bytes' }] as const
    const wrapped: Hex = `${encodeAbiParameters(types, [loop, '0x', '0x00'])}${'6492'.repeat(16)}`
    for (const [signer, signature] of [
      [loop, '0x00'],
      [safeOwner.address, wrapped],
    ] as const) {
      const verdict = await verifyContractSignature(client, { signer, chainId: 31_337, hash, signature })
      expect(verdict).toMatchObject({ ok: false, reason: 'contract_rejects' })
    }
  })

  it('refuses a node of another chain', async () => {
    const safe = await makeSafe(6n)
    const options = { signer: safe.address, chainId: 1, hash, signature: await safe.signCounterfactual(hash) }
    expect(await verifyContractSignature(client, options)).toMatchObject({ ok: false, reason: 'chain_wrong' })
  })
})

describe('verifyAttestation with a Safe on a real EVM', () => {
  it('accepts its attestations, deployed or not, only with the chain and the signer at hand', async () => {
    const deployments = [{ chainId: 31_337, contract: '0x4200000000000000000000000000000000000021' as const }]
    const chains = new Map([[31_337, client]])
    const [deployed, counterfactual] = [await makeSafe(7n), await makeSafe(8n)]
    await deployed.deploy()
    const domain = {
      version: '1.2.0',
      chainId: 31_337,
      verifyingContract: '0x4200000000000000000000000000000000000021',
    } as const
    const read = readAttestation(await sdkAttestation())
    const base = { ...(read.ok ? read.attestation : expect.fail()), domain }
    const digest: Hex = `0x${hashAttestation(base).toString('hex')}`
    for (const [kind, safe, signature] of [
      ['eip1271', deployed, await deployed.sign(digest)],
      ['eip6492', counterfactual, await counterfactual.signCounterfactual(digest)],
    ] as const) {
      const attestation = JSON.parse(
        JSON.stringify({ ...easObject({ ...base, uid: attestationUid(base) }), signature }),
      )
      const options = { attestation, signer: safe.address, now: sdkNow, deployments }
      const verdict = await verifyAttestation({ ...options, chains })
      expect(verdict).toMatchObject({ ok: true, authentic: { attester: safe.address, signer: kind } })
      const stored = easObject(verdict.authentic?.attestation ?? expect.fail())
      expect(await verifyAttestation({ ...options, attestation: stored, chains })).toEqual(verdict)
      expect(await verifyAttestation(options)).toMatchObject({ ok: false, retryable: false })
      const { signer: _, ...anonymous } = options
      expect((await verifyAttestation({ ...anonymous, chains })).authentic?.attester).not.toBe(safe.address)
      const altered = { ...attestation, domain: { ...attestation.domain, version: '1.3.0' } }
      expect(await verifyAttestation({ ...options, attestation: altered, chains })).toMatchObject({
        ok: false,
        checks: expect.arrayContaining([expect.objectContaining({ name: 'signature', reason: 'contract_rejects' })]),
      })
    }
  })
})

describe('verifySignature', () => {
  it("says of a key's mirrored signature that it is malleable, not that a contract is missing", async () => {
    const signed = await safeOwner.sign({ hash })
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
    const s = (order - BigInt(`0x${signed.slice(66, 130)}`)).toString(16).padStart(64, '0')
    const mirrored: Hex = `${signed.slice(0, 66) as Hex}${s}${signed.endsWith('1b') ? '1c' : '1b'}`
    const options = { hash: Buffer.from(hash.slice(2), 'hex'), signature: mirrored, chainTimeoutMs: undefined }
    const chains = new Map([[31_337, client]])
    for (const signer of [safeOwner.address, undefined]) {
      for (const known of [chains, undefined]) {
        const verdict = await verifySignature({ ...options, signer, chains: known, chainId: 31_337 })
        expect(verdict).toMatchObject({
          ...{ ok: false, reason: 'signature_high_s', detail: expect.stringContaining('malleable') },
        })
      }
    }
  })
})

describe('verifyContractSignature asks a chain that', () => {
  const signer = safeOwner.address
  const options = { signer, chainId: 1, hash, signature: `0x${'11'.repeat(65)}` as const, timeoutMs: 60_000 }
  const healthy: Answers = { eth_chainId: '0x1', eth_getCode: '0x60', eth_call: `0x1626ba7e${'0'.repeat(56)}` }

  it('is healthy', async () => {
    expect(await verifyContractSignature(chainOf(healthy), options)).toEqual({ ok: true, kind: 'eip1271' })
  })

  it.each<[string, Answers, string]>([
    ['answers a call with nothing', { eth_call: '0x' }, 'contract_answer_malformed'],
    ['answers a call with too little', { eth_call: '0x1626ba7e' }, 'contract_answer_malformed'],
    ['answers a call with too much', { eth_call: `${healthy.eth_call}00` }, 'contract_answer_malformed'],
    ['answers a call with true', { eth_call: true }, 'contract_answer_malformed'],
    ['answers a call with a list', { eth_call: [healthy.eth_call] }, 'contract_answer_malformed'],
    [
      'answers a call with ones behind the magic value',
      { eth_call: `0x1626ba7e${'f'.repeat(56)}` },
      'contract_rejects',
    ],
    ['answers a call with one', { eth_call: `0x${'0'.repeat(63)}1` }, 'contract_rejects'],
    ['has no code there', { eth_getCode: '0x' }, 'contract_missing'],
    ['has an object for code', { eth_getCode: {} }, 'chain_unavailable'],
    ['has no chain id', { eth_chainId: null }, 'chain_unavailable'],
    ['has another chain id', { eth_chainId: '0x2' }, 'chain_wrong'],
    ['has text for a chain id', { eth_chainId: 'mainnet' }, 'chain_wrong'],
    ['has no such method', { eth_call: new Error('method not found') }, 'chain_unavailable'],
    [
      'is at its rate limit',
      { eth_getCode: Object.assign(new Error('limit exceeded'), { code: -32_005 }) },
      'chain_unavailable',
    ],
    ['reverts', { eth_call: Object.assign(new Error('execution failed'), { code: 3 }) }, 'contract_rejects'],
    [
      'reverts inside',
      { eth_call: new Error('failed', { cause: new Error('execution reverted') }) },
      'contract_rejects',
    ],
    ['runs out of gas', { eth_call: new Error('out of gas') }, 'contract_rejects'],
    ['throws text', { eth_call: () => Promise.reject('text') }, 'chain_unavailable'],
  ])('%s', async (_what, answers, reason) => {
    const verdict = await verifyContractSignature(chainOf({ ...healthy, ...answers }), options)
    expect(verdict).toMatchObject({ ok: false, reason })
  })

  it('lies in every way about a wallet that is not deployed', async () => {
    const counterfactual = { ...options, signature: `0x${'6492'.repeat(16)}` as const }
    for (const answer of ['0x', '0x02', '0x0001', `0x${'0'.repeat(63)}1`, true, 1]) {
      const verdict = await verifyContractSignature(chainOf({ ...healthy, eth_call: answer }), counterfactual)
      expect(verdict).toMatchObject({ ok: false, reason: 'contract_answer_malformed' })
    }
  })

  it('never answers: the time is bounded, and the attestation may come again', async () => {
    const silent: ChainClient = { request: () => new Promise(() => undefined) }
    const verdict = await verifyContractSignature(silent, { ...options, timeoutMs: 20 })
    expect(verdict).toMatchObject({ ok: false, reason: 'chain_unavailable', detail: expect.stringContaining('20 ms') })
    const attestation = { ...(await sdkAttestation()), signature: options.signature }
    const whole = { attestation, signer, now: sdkNow, chains: new Map([[1, silent]]), chainTimeoutMs: 20 }
    expect(await verifyAttestation(whole)).toMatchObject({ ok: false, retryable: true })
  })

  it('is down, or is no JSON-RPC server at all', async () => {
    const down = createClient({ transport: http('http://127.0.0.1:1', { retryCount: 0 }) })
    expect(await verifyContractSignature(down, options)).toMatchObject({ reason: 'chain_unavailable' })
    const server = createServer((_, response) => response.end('<html>')).listen(0, '127.0.0.1')
    try {
      await once(server, 'listening')
      const { port } = server.address() as AddressInfo
      const page = createClient({ transport: http(`http://127.0.0.1:${port}`, { retryCount: 0 }) })
      expect(await verifyContractSignature(page, options)).toMatchObject({ reason: 'chain_unavailable' })
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })
})

type Answers = Partial<Record<'eth_chainId' | 'eth_getCode' | 'eth_call', unknown>>

/** A chain that lies: no real node can be made to. */
function chainOf(answers: Answers): ChainClient {
  return {
    async request({ method }) {
      const answer = answers[method as keyof Answers]
      if (answer instanceof Error) throw answer
      return typeof answer === 'function' ? answer() : answer
    },
  }
}
