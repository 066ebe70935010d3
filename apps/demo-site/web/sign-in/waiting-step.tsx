import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import type { Wallet } from '../wallet/wallet.ts'
import { WalletIcon } from '../wallet/wallet-icon.tsx'
import { StepTitle } from './step-title.tsx'

interface WaitingStepProps {
  readonly wallet: Wallet
  readonly title: string
  readonly detail: string
  readonly onBack: () => void
}

export function WaitingStep({ wallet, title, detail, onBack }: WaitingStepProps) {
  return (
    <div className="animate-arrive">
      <StepTitle>{title}</StepTitle>
      <p role="status" className="mt-2 text-muted">
        {detail}
      </p>
      <div className="my-9 flex justify-center">
        <span className="relative grid size-24 place-items-center">
          <span className="absolute inset-0 animate-breathe rounded-full bg-accent-soft" />
          <span className="absolute inset-3 animate-breathe rounded-full bg-accent-soft" />
          <span className="relative">
            <WalletIcon wallet={wallet} />
          </span>
        </span>
      </div>
      <Button look="quiet" onClick={onBack} className="-ml-3">
        <Icon name="back" />
        Choose another wallet
      </Button>
    </div>
  )
}
