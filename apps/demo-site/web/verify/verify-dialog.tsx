import type { Attestation } from '@aura-sign/react'
import { useState } from 'react'
import { StepTitle } from '../sign-in/step-title.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Checked } from './checked.tsx'

/** The verdict on an attestation of the page's lists. */
export function VerifyDialog({
  attestation,
  onClose,
}: {
  readonly attestation: Attestation
  readonly onClose: () => void
}) {
  const [submission] = useState(() => ({ sig: attestation.object, signer: attestation.attester }))
  return (
    <Dialog labelledBy="sign-in-title" onClose={onClose}>
      <StepTitle>What it is worth</StepTitle>
      <div className="mt-5">
        <Checked submission={submission} />
      </div>
    </Dialog>
  )
}
