import { describe, expect, it } from 'vitest'
import { connectWallet } from './connect-wallet.ts'
import { switchChain } from './switch-chain.ts'
import { watchWallet } from './watch-wallet.ts'

const address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const other = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC'

function wallet(answers: Record<string, unknown>) {
  const listeners = new Map<string, (value: never) => void>()
  const provider = {
    request: async ({ method }: { method: string }) => answers[method],
    on: (event: string, listener: (value: never) => void) => listeners.set(event, listener),
    removeListener: (event: string) => listeners.delete(event),
  }
  const emit = (event: string, value: unknown) => listeners.get(event)?.(value as never)
  return { choice: { name: 'Frame', provider }, emit, listeners }
}

describe('connectWallet', () => {
  it.each([['0x2105'], [8453], ['8453']])(
    'gives account and network, whichever way the wallet writes it: %s',
    async (eth_chainId) => {
      const { choice } = wallet({ eth_requestAccounts: [address], eth_chainId })
      expect(await connectWallet(choice)).toEqual({ wallet: choice, address, chainId: 8453 })
    },
  )

  it.each([[[]], [null], [['nobody']]])('refuses an answer that has no account: %j', async (eth_requestAccounts) => {
    await expect(connectWallet(wallet({ eth_requestAccounts, eth_chainId: '0x1' }).choice)).rejects.toThrow(
      'no account',
    )
  })

  it('is null when it may not ask and the wallet shares no account yet', async () => {
    expect(await connectWallet(wallet({ eth_accounts: [] }).choice, { silent: true })).toBeNull()
  })
})

describe('switchChain', () => {
  it('believes where the wallet says it is, not where it was asked to go', async () => {
    const { choice } = wallet({ eth_chainId: '0xa' })
    expect((await switchChain({ wallet: choice, address, chainId: 1 }, 8453)).chainId).toBe(10)
  })
})

describe('watchWallet', () => {
  it('tells of another account, another network and no account, not of what stays the same', () => {
    const { choice, emit, listeners } = wallet({})
    const seen: unknown[] = []
    const stop = watchWallet({ wallet: choice, address, chainId: 1 }, (changed) =>
      seen.push(changed && [changed.address, changed.chainId]),
    )
    emit('accountsChanged', [address.toLowerCase()])
    emit('accountsChanged', [other])
    emit('chainChanged', 'nonsense')
    emit('chainChanged', '0xa')
    emit('accountsChanged', [])
    expect(seen).toEqual([[other, 1], [other, 10], null])
    stop()
    expect(listeners.size).toBe(0)
  })
})
