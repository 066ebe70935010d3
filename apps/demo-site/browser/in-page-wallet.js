// Runs in the page, hence plain JavaScript: an EIP-1193 provider whose answers come from the test's process.
const testWallets = new Map()

globalThis.announceTestWallet = (info) => {
  const listeners = new Map()
  const provider = {
    async request({ method, params }) {
      const answer = await globalThis[`wallet:${info.uuid}`](method, params)
      if (answer.error) throw Object.assign(new Error(answer.error.message), { code: answer.error.code })
      return answer.result
    },
    on(event, listener) {
      listeners.set(event, (listeners.get(event) ?? new Set()).add(listener))
    },
    removeListener(event, listener) {
      listeners.get(event)?.delete(listener)
    },
  }
  testWallets.set(info.uuid, listeners)
  const detail = Object.freeze({ info: Object.freeze(info), provider })
  const announce = () => window.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }))
  window.addEventListener('eip6963:requestProvider', announce)
  announce()
}

globalThis.emitFromTestWallet = ([uuid, event, value]) => {
  for (const listener of testWallets.get(uuid)?.get(event) ?? []) listener(value)
}
