import type { SignInState } from '@aura-sign/react'
import { useState } from 'react'
import { Aura } from '../aura/aura.tsx'
import { Button } from '../ui/button.tsx'
import { formatTime } from '../ui/format-time.ts'
import { Icon } from '../ui/icon.tsx'
import { shortAddress } from '../ui/short-address.ts'
import { chainName } from '../wallet/chain-name.ts'
import { isThrowAway } from '../wallet/throw-away-mark.ts'
import type { Wallet } from '../wallet/wallet.ts'
import { SigningMeaning } from './signing-meaning.tsx'
import { StepTitle } from './step-title.tsx'

interface ReviewStepProps {
  readonly state: Extract<SignInState<Wallet>, { step: 'review' | 'signing' | 'verifying' }>
  readonly onSign: () => void
  readonly onBack: () => void
}

/** What is about to be signed, in words first and to the letter on request. */
export function ReviewStep({ state, onSign, onBack }: ReviewStepProps) {
  const { connection, request, step } = state
  const [openedAt] = useState(() => new Date())
  const { wallet } = connection
  const busyText = step === 'signing' ? `Waiting for ${wallet.name}…` : 'Checking the signature…'
  return (
    <div className="animate-arrive">
      <StepTitle>Read before you sign</StepTitle>
      {state.renewed && (
        <p role="status" className="mt-3 rounded-xl bg-caution-soft px-3 py-2 text-caution text-sm">
          Your wallet changed its account or network. This is a new message for it.
        </p>
      )}
      <div className="mt-5 flex items-center gap-4 rounded-2xl bg-sunken p-4">
        <Aura address={request.address} size="portrait" className="-my-1 size-20 shrink-0" />
        <div className="min-w-0 text-[0.9375rem] leading-snug">
          <p>
            <strong className="font-semibold">{request.domain}</strong> asks you to sign in as
          </p>
          <p className="mt-1 font-mono text-sm" title={request.address}>
            {shortAddress(request.address)}
          </p>
          <p className="mt-1 text-muted text-sm">
            on {chainName(request.chainId)}, valid until {formatTime(request.expiresAt, openedAt)}
          </p>
        </div>
      </div>
      <blockquote className="mt-5 border-accent border-l-2 pl-4 font-display text-lg leading-snug">
        {request.statement}
      </blockquote>
      <SigningMeaning />
      <details className="group mt-4 text-[0.9375rem]">
        <summary className="rounded-lg py-1 text-muted underline decoration-line underline-offset-4 hover:text-ink">
          The exact text
        </summary>
        <pre className="mt-2 max-h-64 overflow-auto whitespace-pre-wrap wrap-anywhere rounded-xl bg-sunken p-4 font-mono text-xs leading-relaxed">
          {request.message}
        </pre>
      </details>
      <div className="mt-6 flex flex-wrap items-center gap-2">
        <Button busy={step !== 'review'} onClick={onSign} className="flex-1">
          {step === 'review' ? `Sign${isThrowAway(wallet.provider) ? '' : ` with ${wallet.name}`}` : busyText}
        </Button>
        <Button look="quiet" onClick={onBack}>
          <Icon name="back" />
          Back
        </Button>
      </div>
      <p role="status" className="sr-only">
        {step !== 'review' && busyText}
      </p>
    </div>
  )
}
