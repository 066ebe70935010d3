import { type SignIn, useSignIn } from '@aura-sign/react'
import { Dialog } from '../ui/dialog.tsx'
import type { Wallet } from '../wallet/wallet.ts'
import { takeWallet } from '../wallet/wallet-in-use.ts'
import { ProblemStep } from './problem-step.tsx'
import { ReviewStep } from './review-step.tsx'
import { WaitingStep } from './waiting-step.tsx'
import { WalletStep } from './wallet-step.tsx'
import { WrongChainStep } from './wrong-chain-step.tsx'

interface SignInDialogProps {
  readonly onClose: () => void
  readonly onSignedIn: () => void
}

export function SignInDialog({ onClose, onSignedIn }: SignInDialogProps) {
  const signIn = useSignIn<Wallet>({
    onSignedIn: (_, connection) => {
      takeWallet(connection)
      onSignedIn()
    },
  })
  return (
    <Dialog labelledBy="sign-in-title" onClose={onClose}>
      <Step signIn={signIn} onClose={onClose} />
    </Dialog>
  )
}

function Step({ signIn, onClose }: { readonly signIn: SignIn<Wallet>; readonly onClose: () => void }) {
  const { state } = signIn
  switch (state.step) {
    case 'choose':
      return <WalletStep onChoose={signIn.choose} />
    case 'connecting':
      return (
        <WaitingStep
          wallet={state.wallet}
          title={`Connect in ${state.wallet.name}`}
          detail="Your wallet has opened a window. Choose the account you want to sign in with."
          onBack={signIn.restart}
        />
      )
    case 'preparing':
      return (
        <WaitingStep
          wallet={state.wallet}
          title="Preparing your message"
          detail="Asking the service for a message that can be used once."
          onBack={signIn.restart}
        />
      )
    case 'wrong-chain':
      return <WrongChainStep state={state} onSwitch={signIn.switchTo} onBack={signIn.restart} />
    case 'review':
    case 'signing':
    case 'verifying':
      return <ReviewStep state={state} onSign={signIn.sign} onBack={signIn.restart} />
    case 'problem':
      return (
        <ProblemStep
          problem={state.problem}
          onAgain={() => void signIn.again()}
          onRestart={signIn.restart}
          onClose={onClose}
        />
      )
  }
}
