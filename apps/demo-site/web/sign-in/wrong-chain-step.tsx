import type { WalletConnection } from '@aura-sign/react'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { chainName } from '../wallet/chain-name.ts'
import { StepTitle } from './step-title.tsx'

interface WrongChainStepProps {
  readonly state: {
    readonly connection: WalletConnection
    readonly chainIds: readonly number[]
    readonly switching: boolean
  }
  readonly onSwitch: (chainId: number) => void
  readonly onBack: () => void
  readonly backLabel?: string
}

// A service may accept any number of chains; more than this is a list nobody reads.
const offeredMax = 5

export function WrongChainStep({ state, onSwitch, onBack, backLabel = 'Choose another wallet' }: WrongChainStepProps) {
  const { connection, chainIds, switching } = state
  return (
    <div className="animate-arrive">
      <StepTitle>Switch the network</StepTitle>
      <p className="mt-2 text-muted">
        {connection.wallet.name} is on {chainName(connection.chainId)}, which this service does not accept. Switching
        costs nothing and moves nothing.
      </p>
      <div className="mt-6 space-y-2">
        {chainIds.slice(0, offeredMax).map((chainId, index) => (
          <Button
            key={chainId}
            look={index === 0 ? 'primary' : 'secondary'}
            busy={switching}
            className="w-full"
            onClick={() => onSwitch(chainId)}
          >
            Switch to {chainName(chainId)}
          </Button>
        ))}
      </div>
      <p role="status" className="mt-3 min-h-6 text-muted text-sm">
        {switching && `Waiting for your answer in ${connection.wallet.name}…`}
      </p>
      <Button look="quiet" onClick={onBack} className="-ml-3">
        <Icon name="back" />
        {backLabel}
      </Button>
    </div>
  )
}
