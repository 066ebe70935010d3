import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { forgetThrowAwayKey, hasThrowAwayKey } from '../wallet/throw-away-key.ts'
import type { Wallet } from '../wallet/wallet.ts'

interface ThrowAwayChoiceProps {
  readonly onChoose: (wallet: Wallet) => void
  readonly alone: boolean
}

/** For visitors with no wallet: a key made in this tab. Kept apart from real wallets, and labelled for what it is. */
export function ThrowAwayChoice({ onChoose, alone }: ThrowAwayChoiceProps) {
  const [failed, setFailed] = useState(false)
  const [busy, setBusy] = useState(false)
  const again = hasThrowAwayKey()
  const choose = async () => {
    setBusy(true)
    setFailed(false)
    try {
      // The only code that signs by itself, and most visitors never need it.
      const { announceThrowAwayWallet } = await import('../wallet/announce-throw-away-wallet.ts')
      onChoose(announceThrowAwayWallet())
    } catch {
      setFailed(true)
      setBusy(false)
    }
  }
  return (
    <section className="mt-6 border-line border-t pt-5" aria-labelledby="throw-away-title">
      <h3 id="throw-away-title" className="font-sans font-semibold text-[0.9375rem]">
        {alone ? 'Just looking?' : 'No wallet of your own?'}
      </h3>
      <p className="mt-1 text-[0.9375rem] text-muted">
        A throw-away wallet is made in this tab and is gone when you close it. Never send anything of value to it.
      </p>
      <Button look={alone ? 'primary' : 'secondary'} busy={busy} onClick={choose} className="mt-4 w-full">
        {again ? "Use this tab's throw-away wallet" : 'Make a throw-away wallet'}
      </Button>
      {again && (
        <Button
          look="quiet"
          busy={busy}
          onClick={() => {
            forgetThrowAwayKey()
            void choose()
          }}
          className="mt-1 w-full"
        >
          Forget it and make a new one
        </Button>
      )}
      {failed && (
        <p role="alert" className="mt-3 text-[0.9375rem] text-danger">
          The browser did not allow it. Check that this site may store data, then try again.
        </p>
      )}
    </section>
  )
}
