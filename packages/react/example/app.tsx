import { SignInButton, useSession, useSignOut } from '@aura-sign/react'
import { AttestForm } from './attest-form.tsx'
import { MyAttestations } from './my-attestations.tsx'
import { useWallet } from './use-wallet.ts'

/** Signs in, attests, and lists what was attested. */
export function App() {
  const session = useSession()
  const signOut = useSignOut()
  const wallet = useWallet()
  if (session.isPending) return <p>Loading…</p>
  if (session.isError) return <p role="alert">The service does not answer. Is it at the address of vite.config.ts?</p>
  if (wallet === null) return <p>Install a wallet for browsers, then reload this page.</p>
  const { user } = session.data
  return (
    <main>
      <h1>An app on Aura-Sign</h1>
      {user === null ? (
        <SignInButton wallet={wallet} />
      ) : (
        <>
          <p>
            Signed in as <code>{user.address}</code>{' '}
            <button type="button" onClick={() => signOut.mutate()}>
              Sign out
            </button>
          </p>
          <AttestForm wallet={wallet} />
          <MyAttestations attester={user.address} />
        </>
      )}
    </main>
  )
}
