import { useSignOut } from '@aura-sign/react'
import { useEffect } from 'react'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { shortAddress } from '../ui/short-address.ts'
import { reconnectWallet } from './reconnect-wallet.ts'
import { isThrowAway } from './throw-away-mark.ts'
import { useWalletInUse } from './wallet-in-use.ts'

interface AccountWatchProps {
  /** The account of the session. */
  readonly address: string
  readonly onSignOut: () => void
}

/** Compares the wallet's account with the session's while someone is signed in. */
export function AccountWatch({ address, onSignOut }: AccountWatchProps) {
  const connection = useWalletInUse()
  const signOut = useSignOut({ onSignedOut: onSignOut })
  useEffect(() => reconnectWallet(), [])
  const other = connection?.address
  if (other !== undefined && other.toLowerCase() !== address.toLowerCase()) {
    return (
      <div className="mt-6">
        <Notice
          tone="caution"
          title="Your wallet is on another account"
          actions={
            <Button look="secondary" busy={signOut.isPending} onClick={() => signOut.mutate()}>
              Sign out and use <code>{shortAddress(other)}</code>
            </Button>
          }
        >
          <p>
            It is now on <code>{shortAddress(other)}</code>. You are still signed in here as{' '}
            <code>{shortAddress(address)}</code>; switching back in the wallet makes this note go away.
          </p>
        </Notice>
      </div>
    )
  }
  if (connection === null || !isThrowAway(connection.wallet.provider)) return null
  return (
    <p className="mt-6 rounded-2xl border border-edge border-dashed px-4 py-3 text-[0.9375rem] text-muted">
      <strong className="font-semibold text-ink">Throw-away wallet.</strong> Its key is in this tab only and is gone
      when you close it, and this identity cannot be signed in to again. Never send anything of value to it.
    </p>
  )
}
