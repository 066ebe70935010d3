import type { Profile } from '@aura-sign/client'
import { lazy, Suspense, useRef, useState } from 'react'
import { ChunkBoundary } from '../ui/chunk-boundary.tsx'
import { TextButton } from '../ui/text-button.tsx'

const DeleteProfileDialog = lazy(() =>
  import('./delete-profile-dialog.tsx').then((module) => ({ default: module.DeleteProfileDialog })),
)

interface DeleteProfileProps {
  readonly address: string
  readonly profile: Profile
}

/** The way to a profile's end; nothing is shown where there is nothing to delete. */
export function DeleteProfile({ address, profile }: DeleteProfileProps) {
  const [open, setOpen] = useState(false)
  const [isDone, setDone] = useState(false)
  const note = useRef<HTMLParagraphElement>(null)
  const hasSomething = profile.statement !== null || profile.searchable
  const close = () => setOpen(false)
  const closeDeleted = () => {
    close()
    setDone(true)
    // The button that led to it goes with what it did.
    requestAnimationFrame(() => note.current?.focus())
  }
  return (
    <div className="mt-4">
      {hasSomething && (
        <TextButton aria-haspopup="dialog" onClick={() => setOpen(true)}>
          Delete your profile…
        </TextButton>
      )}
      {isDone && !hasSomething && (
        <p ref={note} tabIndex={-1} className="rounded-xl bg-good-soft px-3.5 py-2.5 text-good text-sm">
          Your profile is deleted, and no search finds you.
        </p>
      )}
      {open && (
        <ChunkBoundary onGiveUp={close}>
          <Suspense fallback={null}>
            <DeleteProfileDialog address={address} profile={profile} onClose={close} onDeleted={closeDeleted} />
          </Suspense>
        </ChunkBoundary>
      )}
    </div>
  )
}
