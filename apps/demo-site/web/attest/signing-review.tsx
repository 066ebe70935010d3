import type { SigningState, TypedData, WalletChoice } from '@aura-sign/react'
import type { ReactNode } from 'react'
import { StepTitle } from '../sign-in/step-title.tsx'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { chainName } from '../wallet/chain-name.ts'
import { isThrowAway } from '../wallet/throw-away-mark.ts'

interface SigningReviewProps {
  readonly state: Extract<SigningState<unknown, WalletChoice>, { step: 'review' | 'signing' | 'sending' }>
  readonly title: string
  readonly typedData: TypedData
  /** What it says, readable. */
  readonly children: ReactNode
  /** What signing it does, and what it does not. */
  readonly meaning: readonly { readonly does: boolean; readonly text: string }[]
  readonly onSign: () => void
  readonly onBack: () => void
  readonly backLabel: string
}

/** What the wallet is about to be asked to sign: in words first, to the letter on request. */
export function SigningReview(props: SigningReviewProps) {
  const { state, title, typedData, children, meaning, onSign, onBack, backLabel } = props
  const { wallet } = state.connection
  const busyText = state.step === 'signing' ? `Waiting for ${wallet.name}…` : 'Sending it to the service…'
  return (
    <div className="animate-arrive">
      <StepTitle>{title}</StepTitle>
      {children}
      <ul className="mt-5 space-y-1.5 text-[0.9375rem]" aria-label="What signing means">
        {meaning.map(({ does, text }) => (
          <li key={text} className="flex gap-2.5">
            <Icon name={does ? 'check' : 'close'} className={`mt-0.5 ${does ? 'text-good' : 'text-muted'}`} />
            {text}
          </li>
        ))}
      </ul>
      <details className="mt-4 text-[0.9375rem]">
        <summary className="rounded-lg py-1 text-muted underline decoration-line underline-offset-4 hover:text-ink">
          Exactly what is signed, on {chainName(Number(typedData.domain.chainId))}
        </summary>
        <pre className="mt-2 max-h-64 overflow-auto whitespace-pre-wrap wrap-anywhere rounded-xl bg-sunken p-4 font-mono text-xs leading-relaxed">
          {JSON.stringify({ domain: typedData.domain, [typedData.primaryType]: typedData.message }, null, 2)}
        </pre>
      </details>
      <div className="mt-6 flex flex-wrap items-center gap-2">
        <Button busy={state.step !== 'review'} onClick={onSign} className="flex-1">
          {state.step === 'review' ? `Sign${isThrowAway(wallet.provider) ? '' : ` with ${wallet.name}`}` : busyText}
        </Button>
        <Button look="quiet" onClick={onBack}>
          <Icon name="back" />
          {backLabel}
        </Button>
      </div>
      <p role="status" className="sr-only">
        {state.step !== 'review' && busyText}
      </p>
    </div>
  )
}
