import type { SignedIn } from '@aura-sign/client'
import type { ButtonHTMLAttributes } from 'react'
import { useSession } from '../session/use-session.ts'
import { type SignIn, useSignIn } from '../sign-in/use-sign-in.ts'
import type { WalletChoice } from '../wallet/wallet-choice.ts'

interface SignInButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'onClick' | 'type'> {
  /** The wallet to sign in with, for example `{ name: 'Wallet', provider: window.ethereum }`. */
  readonly wallet: WalletChoice
  readonly onSignedIn?: (session: SignedIn) => void
}

/**
 * One button without styles that walks through a sign-in: connect, then, once the message was read below it, sign. Renders
 * nothing while somebody is signed in. For a dialog of your own, use `useSignIn`.
 */
export function SignInButton({ wallet, onSignedIn, children, ...rest }: SignInButtonProps) {
  const session = useSession()
  const signIn = useSignIn<WalletChoice>({ ...(onSignedIn && { onSignedIn }) })
  if (session.data?.user) return null
  const { state } = signIn
  const { label, act } = nextAct(signIn, wallet)
  return (
    <span data-aura-sign-in={state.step}>
      {state.step === 'review' && <pre style={{ whiteSpace: 'pre-wrap' }}>{state.request.message}</pre>}
      {state.step === 'problem' && (
        <span role="alert">
          {state.problem.title}. {state.problem.detail}{' '}
        </span>
      )}
      <button {...rest} type="button" onClick={act} aria-disabled={act === undefined || undefined}>
        {state.step === 'choose' ? (children ?? label) : label}
      </button>
    </span>
  )
}

function nextAct(signIn: SignIn<WalletChoice>, wallet: WalletChoice): { label: string; act?: () => void } {
  const { state } = signIn
  switch (state.step) {
    case 'choose':
      return { label: 'Sign in with a wallet', act: () => void signIn.choose(wallet) }
    case 'connecting':
      return { label: `Waiting for ${wallet.name}…` }
    case 'preparing':
      return { label: 'Preparing your message…' }
    case 'wrong-chain': {
      const [chainId] = state.chainIds
      if (chainId === undefined || state.switching) return { label: `Waiting for ${wallet.name}…` }
      return { label: `Switch to chain ${chainId}`, act: () => void signIn.switchTo(chainId) }
    }
    case 'review':
      return { label: 'Sign this message', act: () => void signIn.sign() }
    case 'signing':
    case 'verifying':
      return { label: 'Signing in…' }
    case 'problem':
      if (state.problem.next === 'none') return { label: 'Sign in with a wallet' }
      return {
        label: state.problem.nextLabel,
        act: () => (state.problem.next === 'again' ? void signIn.again() : void signIn.choose(wallet)),
      }
  }
}
