import { describe, expect, it } from 'vitest'
import { createWalletStore } from './wallet-store.ts'

const provider = () => ({ request: async () => null })

function announce(target: EventTarget, detail: unknown): void {
  target.dispatchEvent(Object.assign(new Event('eip6963:announceProvider'), { detail }))
}

function info(uuid: string, name = 'A Wallet') {
  return { uuid, name, rdns: 'example.wallet', icon: '' }
}

describe('createWalletStore', () => {
  it('asks the wallets that were there before it to announce themselves', () => {
    const target = new EventTarget()
    target.addEventListener('eip6963:requestProvider', () =>
      announce(target, { info: info('1'), provider: provider() }),
    )
    expect(createWalletStore(target).getWallets()).toHaveLength(1)
  })

  it('lists a wallet once, however often it announces itself and under however many ids', () => {
    const target = new EventTarget()
    const store = createWalletStore(target)
    const same = provider()
    announce(target, { info: info('1'), provider: same })
    announce(target, { info: info('1'), provider: provider() })
    announce(target, { info: info('2'), provider: same })
    expect(store.getWallets().map(({ uuid }) => uuid)).toEqual(['1'])
  })

  it('survives malformed announcements and still lists the wallets after them', () => {
    const target = new EventTarget()
    const store = createWalletStore(target)
    for (const detail of [undefined, null, {}, { info: null }, { info: {}, provider: null }]) announce(target, detail)
    announce(target, { info: info('1'), provider: provider() })
    expect(store.getWallets()).toHaveLength(1)
  })

  it('stops listing when something floods the page', () => {
    const target = new EventTarget()
    const store = createWalletStore(target)
    for (let index = 0; index < 1_000; index++) announce(target, { info: info(String(index)), provider: provider() })
    expect(store.getWallets()).toHaveLength(24)
  })

  it('tells subscribers about new wallets until they unsubscribe', () => {
    const target = new EventTarget()
    const store = createWalletStore(target)
    let calls = 0
    const unsubscribe = store.subscribe(() => calls++)
    announce(target, { info: info('1'), provider: provider() })
    unsubscribe()
    announce(target, { info: info('2'), provider: provider() })
    expect(calls).toBe(1)
  })
})
