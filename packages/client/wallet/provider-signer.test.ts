import { privateKeyToAccount } from 'viem/accounts'
import { describe, expect, it } from 'vitest'
import { attestationTypedData } from '../attestations/attestation-typed-data.ts'
import { providerSigner } from './provider-signer.ts'
import { signableTypedData } from './signable-typed-data.ts'

const account = privateKeyToAccount(`0x${'42'.repeat(32)}`)

/** A wallet as its RPC is: hexadecimal text and JSON. */
function wallet(answers: Record<string, unknown> = {}) {
  const asked: string[] = []
  const request = async ({ method, params = [] }: { method: string; params?: unknown }): Promise<unknown> => {
    asked.push(method)
    if (method in answers) return answers[method]
    const [first, second] = params as string[]
    if (method === 'eth_requestAccounts') return [account.address]
    if (method === 'eth_chainId') return '0xaa36a7'
    if (method === 'personal_sign') return account.signMessage({ message: { raw: first as `0x${string}` } })
    return account.signTypedData(JSON.parse(second ?? ''))
  }
  return { request, asked }
}

describe('providerSigner', () => {
  it('signs what a local account signs', async () => {
    const { request, asked } = wallet()
    const signer = await providerSigner({ request })
    expect([signer.address, signer.chainId]).toEqual([account.address, 11_155_111])
    const message = 'Straße, 東京\nand a line'
    expect(await signer.signMessage({ message })).toBe(await account.signMessage({ message }))
    const bytes32 = `0x${'12'.repeat(32)}` as const
    const typedData = signableTypedData(
      attestationTypedData(
        {
          ...{ schema: bytes32, recipient: account.address, time: 2n ** 64n - 1n, expirationTime: 0n, revocable: true },
          ...{ refUID: bytes32, data: '0x1234', salt: bytes32 },
        },
        { chainId: 1 },
      ),
    )
    expect(await signer.signTypedData(typedData)).toBe(await account.signTypedData(typedData))
    expect(asked).toEqual(['eth_requestAccounts', 'eth_chainId', 'personal_sign', 'eth_signTypedData_v4'])
  })

  it('opens no window for an address that is known', async () => {
    const { request, asked } = wallet()
    await providerSigner({ request }, { address: account.address })
    expect(asked).toEqual(['eth_chainId'])
  })

  it('asks a wallet whose account and chain are known for signatures only', async () => {
    const { request, asked } = wallet()
    const signer = await providerSigner({ request }, { address: account.address, chainId: 10 })
    expect([signer.chainId, asked]).toEqual([10, []])
    await signer.signMessage({ message: 'a' })
    expect(asked).toEqual(['personal_sign'])
  })

  it.each([
    ['no account', { eth_requestAccounts: [] }],
    ['no chain', { eth_chainId: 'mainnet' }],
  ])('refuses a wallet that names %s', async (_, answers) => {
    await expect(providerSigner(wallet(answers))).rejects.toThrow('the wallet')
  })

  it('refuses what is no signature', async () => {
    const signer = await providerSigner(wallet({ personal_sign: null }))
    await expect(signer.signMessage({ message: 'a' })).rejects.toThrow('no signature')
  })
})
