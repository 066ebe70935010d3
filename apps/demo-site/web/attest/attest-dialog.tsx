import { AuraProblem } from '@aura-sign/client'
import { type AttestationDraft, useAttest, useEvidenceUpload } from '@aura-sign/react'
import { useEffect, useState } from 'react'
import { ShareButton } from '../attestations/share-button.tsx'
import { drafts } from '../drafts/drafts.ts'
import { useDraft } from '../drafts/use-draft.ts'
import { ProblemStep } from '../sign-in/problem-step.tsx'
import { StepTitle } from '../sign-in/step-title.tsx'
import { WrongChainStep } from '../sign-in/wrong-chain-step.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Icon } from '../ui/icon.tsx'
import type { Wallet } from '../wallet/wallet.ts'
import { type Connection, useWalletInUse } from '../wallet/wallet-in-use.ts'
import { AttestationReview } from './attestation-review.tsx'
import { type Draft, type DraftErrors, readDraft } from './draft.ts'
import { DraftForm } from './draft-form.tsx'
import { controlOf } from './parse-value.ts'
import { isAccount, SignerStep } from './signer-step.tsx'
import { draftText, readDraftText } from './stored-draft.ts'

interface AttestDialogProps {
  readonly self: string
  readonly onClose: () => void
  readonly onAttested: () => void
}

const noErrors: DraftErrors = new Map()

/** Write → read what will be signed → sign → done. What was typed survives every problem on the way, and the session. */
export function AttestDialog({ self, onClose, onAttested }: AttestDialogProps) {
  const [text, setText] = useDraft('attestation', self)
  const draft = readDraftText(text)
  const [errors, setErrors] = useState<DraftErrors>(noErrors)
  const [waiting, setWaiting] = useState<AttestationDraft | null>(null)
  const connection = useWalletInUse()
  const upload = useEvidenceUpload({ initial: draft.kept })
  const attest = useAttest<Wallet>({
    onAttested: () => {
      setText(null)
      onAttested()
    },
  })
  const { state } = attest

  useEffect(() => {
    if (upload.state.step !== 'kept') return changeDraft(self, { kept: null })
    const { file, evidence } = upload.state
    changeDraft(self, { kept: { file: { name: file.name }, evidence } })
  }, [self, upload.state])

  const edit = () => {
    setWaiting(null)
    attest.reset()
  }
  const ready = (attestation: AttestationDraft, signer: Connection) => {
    setWaiting(null)
    attest.prepare(attestation, signer)
  }
  const review = () => {
    const read = readDraft(withEvidence(draft, upload), new Date())
    const pending = upload.state.step === 'sending' || upload.state.step === 'keeping' || upload.state.step === 'failed'
    const place = draft.schema?.fields.findIndex((field) => controlOf(field) === 'evidence') ?? -1
    if (pending && place >= 0) {
      const found = new Map<string | number, string>(read.ok ? [] : read.errors)
      return setErrors(found.set(place, 'The file is not sent yet: wait for it, or remove it'))
    }
    setErrors(read.ok ? noErrors : read.errors)
    if (!read.ok) return
    if (connection !== null && isAccount(connection, self)) ready(read.attestation, connection)
    else setWaiting(read.attestation)
  }

  return (
    <Dialog labelledBy="sign-in-title" onClose={onClose}>
      {state.step === 'idle' &&
        (waiting ? (
          <SignerStep self={self} onBack={edit} onReady={(signer) => ready(waiting, signer)} />
        ) : (
          <DraftForm
            {...{ draft, errors, self, upload }}
            onChange={(change) => {
              changeDraft(self, change)
              setErrors(noErrors)
            }}
            onReview={review}
            onClear={
              text === null
                ? undefined
                : () => {
                    setText(null)
                    setErrors(noErrors)
                    upload.cancel()
                  }
            }
          />
        ))}
      {state.step === 'wrong-chain' && (
        <WrongChainStep state={state} onSwitch={attest.switchTo} onBack={edit} backLabel="Back to the text" />
      )}
      {(state.step === 'review' || state.step === 'signing' || state.step === 'sending') && (
        <AttestationReview state={state} self={self} onSign={attest.sign} onBack={edit} />
      )}
      {state.step === 'problem' && (
        <ProblemStep
          problem={{ ...state.problem, detail: detailOf(state.error) ?? state.problem.detail }}
          onAgain={attest.again}
          onRestart={edit}
          restartLabel="Back to the text"
          onClose={onClose}
        />
      )}
      {state.step === 'done' && (
        <div className="animate-arrive">
          <span className="mb-4 grid size-12 place-items-center rounded-full bg-good-soft text-good">
            <Icon name="check" />
          </span>
          <StepTitle>Signed and kept</StepTitle>
          <p role="status" className="mt-2 text-muted">
            {state.attestation.journaled
              ? 'It is stored here, and its signed copy is in the backup store.'
              : 'It is stored here. Its copy in the backup store follows by itself.'}
          </p>
          <div className="mt-6 flex flex-wrap items-center gap-2">
            <Button onClick={onClose}>Done</Button>
            <ShareButton attestation={state.attestation} />
          </div>
        </div>
      )}
    </Dialog>
  )
}

/** What else changes the draft, an upload that ends, may do so between two renderings. */
function changeDraft(self: string, change: Partial<Draft>): void {
  const draft = readDraftText(drafts.read('attestation', self))
  drafts.write('attestation', self, draftText({ ...draft, ...change }))
}

function withEvidence(draft: Draft, upload: ReturnType<typeof useEvidenceUpload>): Draft {
  const hash = upload.state.step === 'kept' ? upload.state.evidence.sha256 : ''
  const texts = draft.schema?.fields.map((field, index) =>
    controlOf(field) === 'evidence' ? hash : (draft.texts[index] ?? ''),
  )
  return texts ? { ...draft, texts } : draft
}

/** Of a refused attestation, what is wrong with it says more than what to do next. */
function detailOf(error: unknown): string | undefined {
  if (!(error instanceof AuraProblem) || error.errors.length === 0) return undefined
  const fields = error.errors.map(({ path, message }) => `${path.replace(/^body\./, '')}: ${message}`)
  return `${fields.join('; ')}.`
}
