import type { PreparedAttestation, SigningState } from '@aura-sign/react'
import { useState } from 'react'
import { DecodedValues } from '../attestations/decoded-values.tsx'
import { Aura } from '../aura/aura.tsx'
import { formatTime } from '../ui/format-time.ts'
import { chainName } from '../wallet/chain-name.ts'
import type { Wallet } from '../wallet/wallet.ts'
import { SigningReview } from './signing-review.tsx'

interface AttestationReviewProps {
  readonly state: Extract<SigningState<PreparedAttestation, Wallet>, { step: 'review' | 'signing' | 'sending' }>
  readonly self: string
  readonly onSign: () => void
  readonly onBack: () => void
}

export function AttestationReview({ state, self, onSign, onBack }: AttestationReviewProps) {
  const { typedData, values } = state.prepared
  const [openedAt] = useState(() => new Date())
  const recipient = String(typedData.message.recipient)
  const seconds = Number(typedData.message.expirationTime)
  const lasts = seconds === 0 ? 'It never expires' : `It expires ${formatTime(new Date(seconds * 1_000), openedAt)}`
  const revocable = typedData.message.revocable === true
  return (
    <SigningReview
      state={state}
      title="Read before you sign"
      typedData={typedData}
      onSign={onSign}
      onBack={onBack}
      backLabel="Edit"
      meaning={[
        { does: true, text: 'Says this in your name, for anyone to read and check.' },
        {
          does: revocable,
          text: revocable ? 'You can revoke it later.' : 'Cannot be taken back: it is not revocable.',
        },
        { does: false, text: 'Moves no funds, costs no fee, gives no permission over your wallet.' },
      ]}
    >
      <div className="mt-5 flex items-center gap-4 rounded-2xl bg-sunken p-4">
        <Aura address={recipient} size="portrait" className="-my-1 size-16 shrink-0" />
        <div className="min-w-0 text-[0.9375rem] leading-snug">
          <p>
            You attest about{' '}
            <strong className="font-semibold">{isSelf(recipient, self) ? 'yourself' : 'this address'}</strong>
          </p>
          <p className="mt-1 font-mono text-sm break-all">{recipient}</p>
          <p className="mt-1 text-muted text-sm">
            {lasts}. For {chainName(Number(typedData.domain.chainId))}.
          </p>
        </div>
      </div>
      <blockquote className="mt-5 border-accent border-l-2 pl-4">
        <DecodedValues values={values} />
      </blockquote>
    </SigningReview>
  )
}

function isSelf(recipient: string, self: string): boolean {
  return recipient.toLowerCase() === self.toLowerCase()
}
