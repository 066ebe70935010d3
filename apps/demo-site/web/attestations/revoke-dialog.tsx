import { type Attestation, useAuraClient, useRevoke, useSchema } from '@aura-sign/react'
import { useState } from 'react'
import { isAccount, SignerStep } from '../attest/signer-step.tsx'
import { SigningReview } from '../attest/signing-review.tsx'
import { ProblemStep } from '../sign-in/problem-step.tsx'
import { StepTitle } from '../sign-in/step-title.tsx'
import { WrongChainStep } from '../sign-in/wrong-chain-step.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Icon } from '../ui/icon.tsx'
import { shortAddress } from '../ui/short-address.ts'
import type { Wallet } from '../wallet/wallet.ts'
import { useWalletInUse } from '../wallet/wallet-in-use.ts'
import { DecodedValues } from './decoded-values.tsx'

interface RevokeDialogProps {
  readonly self: string
  readonly attestation: Attestation
  readonly onClose: () => void
  /** Closed with the attestation revoked. */
  readonly onRevoked: () => void
}

/** What will happen → read → sign → final. */
export function RevokeDialog({ self, attestation, onClose, onRevoked }: RevokeDialogProps) {
  const connection = useWalletInUse()
  const [asked, setAsked] = useState(false)
  const revoke = useRevoke<Wallet>()
  const { state } = revoke
  const plan = () => {
    if (connection !== null && isAccount(connection, self)) revoke.prepare(attestation, connection)
    else setAsked(true)
  }
  return (
    <Dialog labelledBy="sign-in-title" onClose={state.step === 'done' ? onRevoked : onClose}>
      {state.step === 'idle' && asked && (
        <SignerStep
          self={self}
          onBack={() => setAsked(false)}
          onReady={(signer) => {
            setAsked(false)
            revoke.prepare(attestation, signer)
          }}
        />
      )}
      {state.step === 'idle' && !asked && (
        <div className="animate-arrive">
          <StepTitle>Revoke this attestation?</StepTitle>
          <WhatItSays attestation={attestation} />
          <ul className="mt-5 list-disc space-y-1.5 pl-5 text-[0.9375rem]">
            <li>It is final. To say it again, you attest anew.</li>
            <li>It stays readable, and everyone who verifies it is told that you revoked it.</li>
            <li>It no longer counts for who is near whom.</li>
          </ul>
          <div className="mt-6 flex flex-wrap gap-2">
            <Button onClick={plan}>Go on to sign</Button>
            <Button look="quiet" onClick={onClose}>
              Keep it
            </Button>
          </div>
        </div>
      )}
      {state.step === 'wrong-chain' && (
        <WrongChainStep state={state} onSwitch={revoke.switchTo} onBack={revoke.reset} backLabel="Back" />
      )}
      {(state.step === 'review' || state.step === 'signing' || state.step === 'sending') && (
        <SigningReview
          state={state}
          title="Read before you sign"
          typedData={state.prepared}
          onSign={revoke.sign}
          onBack={revoke.reset}
          backLabel="Back"
          meaning={[
            { does: true, text: 'Takes this attestation back, for good.' },
            { does: false, text: 'Needs no transaction: moves no funds and costs no fee.' },
          ]}
        >
          <WhatItSays attestation={attestation} />
        </SigningReview>
      )}
      {state.step === 'problem' && (
        <ProblemStep
          problem={state.problem}
          onAgain={revoke.again}
          onRestart={revoke.reset}
          restartLabel="Back"
          onClose={onClose}
        />
      )}
      {state.step === 'done' && (
        <div className="animate-arrive">
          <span className="mb-4 grid size-12 place-items-center rounded-full bg-good-soft text-good">
            <Icon name="check" />
          </span>
          <StepTitle>Revoked</StepTitle>
          <p role="status" className="mt-2 text-muted">
            From now on everyone who verifies it is told so.
          </p>
          <Button onClick={onRevoked} className="mt-6">
            Done
          </Button>
        </div>
      )}
    </Dialog>
  )
}

function WhatItSays({ attestation }: { readonly attestation: Attestation }) {
  const client = useAuraClient()
  const { schema: uid, data, recipient } = attestation.object.message
  const schema = useSchema(String(uid))
  const values = schema.data ? client.decodeValues(schema.data.fields, String(data)) : null
  return (
    <div className="mt-4 rounded-2xl bg-sunken p-4">
      <p className="mb-2 text-muted text-sm">
        What you said about <span className="font-mono">{shortAddress(String(recipient))}</span>
      </p>
      {values && <DecodedValues values={values} />}
    </div>
  )
}
