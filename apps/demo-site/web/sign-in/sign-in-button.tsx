import { lazy, Suspense, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { ChunkBoundary } from '../ui/chunk-boundary.tsx'
import { Icon } from '../ui/icon.tsx'

// Nobody needs it before this button.
const loadDialog = () => import('./sign-in-dialog.tsx')
const SignInDialog = lazy(() => loadDialog().then((module) => ({ default: module.SignInDialog })))

export function SignInButton({ label = 'Sign in with a wallet' }: { readonly label?: string }) {
  const [open, setOpen] = useState(false)
  const prefetch = () => void loadDialog().catch(() => undefined)
  return (
    <>
      <Button
        onClick={() => setOpen(true)}
        onPointerEnter={prefetch}
        onFocus={prefetch}
        aria-haspopup="dialog"
        busy={false}
        className="min-h-13 px-7 text-base"
      >
        {label}
        <Icon name="arrow" />
      </Button>
      {open && (
        <ChunkBoundary onGiveUp={() => setOpen(false)}>
          <Suspense
            fallback={
              <span role="status" className="sr-only">
                Opening the sign-in
              </span>
            }
          >
            <SignInDialog onClose={() => setOpen(false)} onSignedIn={() => setOpen(false)} />
          </Suspense>
        </ChunkBoundary>
      )}
    </>
  )
}
