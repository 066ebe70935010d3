import type { Profile } from '@aura-sign/client'
import { useDeleteProfile } from '@aura-sign/react'
import { type FormEvent, useRef, useState } from 'react'
import { useDraft } from '../drafts/use-draft.ts'
import { StepTitle } from '../sign-in/step-title.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ErrorNotice } from '../ui/error-notice.tsx'
import { controlLook, Field } from '../ui/field.tsx'

interface DeleteProfileDialogProps {
  readonly address: string
  readonly profile: Profile
  readonly onClose: () => void
  readonly onDeleted: () => void
}

const confirmation = 'delete'

/** What goes, what stays, and the word that has to be typed. */
export function DeleteProfileDialog({ address, profile, onClose, onDeleted }: DeleteProfileDialogProps) {
  const [typed, setTyped] = useState('')
  const [isWrong, setWrong] = useState(false)
  const [, setDraft] = useDraft('statement', address)
  const remove = useDeleteProfile(address)
  const word = useRef<HTMLInputElement>(null)
  const removeNow = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        setDraft(null)
        onDeleted()
      },
    })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (remove.isPending) return
    const isRight = typed.trim().toLowerCase() === confirmation
    setWrong(!isRight)
    if (isRight) removeNow()
    else word.current?.focus()
  }
  return (
    <Dialog labelledBy="sign-in-title" onClose={onClose}>
      <form onSubmit={submit} noValidate className="animate-arrive">
        <StepTitle>Delete your profile?</StepTitle>
        <div className="mt-4 rounded-2xl bg-sunken p-4 text-[0.9375rem]">
          <h3 className="font-sans font-semibold text-base">What goes, at once</h3>
          <ul className="mt-1.5 list-disc space-y-1 pl-5">
            {profile.statement !== null && (
              <li>Your statement, {profile.statement.length} characters, and a draft of it in this tab</li>
            )}
            <li>Your vector: no search finds you, until you say that others can find you</li>
          </ul>
          <h3 className="mt-4 font-sans font-semibold text-base">What stays</h3>
          <ul className="mt-1.5 list-disc space-y-1 pl-5">
            <li>
              Attestations by you and about you: they are signed, and whoever has one keeps it. Yours you can revoke
            </li>
            <li>Backups made until now, for as long as the operator keeps them</li>
            <li>You stay signed in</li>
          </ul>
        </div>
        <div className="mt-5">
          <Field
            label={
              <>
                Type <span className="font-mono">{confirmation}</span> to confirm
              </>
            }
            error={isWrong ? `Type the word ${confirmation}` : undefined}
          >
            {(tied) => (
              <input
                {...tied}
                ref={word}
                value={typed}
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                onChange={(event) => {
                  setTyped(event.target.value)
                  setWrong(false)
                }}
                className={`${controlLook} font-mono`}
              />
            )}
          </Field>
        </div>
        {remove.isError && (
          <div className="mt-3">
            <ErrorNotice error={remove.error} onRetry={removeNow} />
          </div>
        )}
        <div className="mt-4 flex flex-wrap gap-2">
          <Button type="submit" busy={remove.isPending}>
            {remove.isPending ? 'Deleting…' : 'Delete my profile'}
          </Button>
          <Button look="quiet" onClick={onClose}>
            Keep it
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
