import { explainError, type SignedIn, useSignOut } from '@aura-sign/react'
import { useEffect, useRef, useState } from 'react'
import { Aura } from '../aura/aura.tsx'
import { Button } from '../ui/button.tsx'
import { CopyableAddress } from '../ui/copyable-address.tsx'
import { formatTime } from '../ui/format-time.ts'
import { Icon } from '../ui/icon.tsx'

interface IdentityHeaderProps {
  readonly signedIn: SignedIn
  readonly onSignOut: () => void
}

/** Who is signed in, until when, and the way out. */
export function IdentityHeader({ signedIn, onSignOut }: IdentityHeaderProps) {
  const { user, session } = signedIn
  const [openedAt] = useState(() => new Date())
  const heading = useRef<HTMLHeadingElement>(null)
  const signOut = useSignOut({ onSignedOut: onSignOut })
  // The dialog that had the focus is gone; say where the person is now.
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  return (
    <section
      className="flex flex-wrap items-center gap-x-4 gap-y-4 pt-2 sm:gap-x-7 sm:pt-6"
      aria-labelledby="identity-title"
    >
      <Aura address={user.address} size="portrait" moving className="-ml-2 size-24 shrink-0 sm:size-40" />
      <div className="min-w-0 flex-1 basis-48">
        <h1 ref={heading} id="identity-title" tabIndex={-1} className="text-[1.625rem] leading-tight sm:text-4xl">
          You are signed in
        </h1>
        <div className="mt-1 sm:mt-2">
          <CopyableAddress address={user.address} full />
        </div>
        <p className="text-muted text-sm">Until {formatTime(new Date(session.expiresAt), openedAt)}</p>
      </div>
      <div>
        <Button look="secondary" busy={signOut.isPending} onClick={() => signOut.mutate()}>
          <Icon name="leaving" />
          Sign out
        </Button>
        {signOut.isError && (
          <p role="alert" className="mt-2 text-danger text-sm">
            {explainError(signOut.error).title}. You are still signed in.
          </p>
        )}
      </div>
    </section>
  )
}
