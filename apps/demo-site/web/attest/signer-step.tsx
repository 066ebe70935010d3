import { connectWallet } from '@aura-sign/react'
import { useState } from 'react'
import { StepTitle } from '../sign-in/step-title.tsx'
import { WaitingStep } from '../sign-in/waiting-step.tsx'
import { WalletStep } from '../sign-in/wallet-step.tsx'
import { Button } from '../ui/button.tsx'
import { shortAddress } from '../ui/short-address.ts'
import type { Wallet } from '../wallet/wallet.ts'
import { type Connection, takeWallet, useWalletInUse } from '../wallet/wallet-in-use.ts'

interface SignerStepProps {
  readonly self: string
  readonly onBack: () => void
  readonly onReady: (connection: Connection) => void
}

/** The wallet that is signed in with, on its account: chosen again where the page does not have it, for example after a reload. */
export function SignerStep({ self, onBack, onReady }: SignerStepProps) {
  const connection = useWalletInUse()
  const [connecting, setConnecting] = useState<Wallet | null>(null)
  const choose = async (wallet: Wallet) => {
    setConnecting(wallet)
    try {
      const connected = await connectWallet(wallet)
      takeWallet(connected)
      if (isAccount(connected, self)) onReady(connected)
    } catch {
      // Declined or locked: the list is there again.
    }
    setConnecting(null)
  }
  if (connecting) {
    return (
      <WaitingStep
        wallet={connecting}
        title={`Connect in ${connecting.name}`}
        detail={`Choose the account ${shortAddress(self)}.`}
        onBack={() => setConnecting(null)}
      />
    )
  }
  if (connection === null) return <WalletStep onChoose={choose} />
  if (isAccount(connection, self)) {
    return (
      <div className="animate-arrive">
        <StepTitle>Your wallet is back</StepTitle>
        <p className="mt-2 text-muted">
          {connection.wallet.name} is on <code>{shortAddress(self)}</code>, the account you are signed in with.
        </p>
        <Button onClick={() => onReady(connection)} className="mt-6">
          Go on
        </Button>
      </div>
    )
  }
  return (
    <div className="animate-arrive" data-problem="other-account">
      <StepTitle>Your wallet is on another account</StepTitle>
      <p role="status" className="mt-2 text-muted">
        {connection.wallet.name} is on <code>{shortAddress(connection.address)}</code>, and you are signed in as{' '}
        <code>{shortAddress(self)}</code>. Switch the account in the wallet; this goes on by itself.
      </p>
      <Button look="quiet" onClick={onBack} className="mt-6 -ml-3">
        Back
      </Button>
    </div>
  )
}

export function isAccount({ address }: Connection, self: string): boolean {
  return address.toLowerCase() === self.toLowerCase()
}
