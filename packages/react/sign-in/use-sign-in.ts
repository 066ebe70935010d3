import { type AuraClient, providerSigner, type SignedIn } from '@aura-sign/client'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import { useWalk } from '../flow/use-walk.ts'
import { expired, otherOrigin, serviceProblem } from '../problems/service-problem.ts'
import { walletProblem } from '../problems/wallet-problem.ts'
import { queryKeys } from '../provider/query-keys.ts'
import { useAuraClient } from '../provider/use-aura-client.ts'
import { connectWallet, type WalletConnection } from '../wallet/connect-wallet.ts'
import { switchChain } from '../wallet/switch-chain.ts'
import type { WalletChoice } from '../wallet/wallet-choice.ts'
import { watchWallet } from '../wallet/watch-wallet.ts'
import type { SignInState } from './sign-in-state.ts'
import { useDeadline } from './use-deadline.ts'

export interface SignIn<Wallet extends WalletChoice> {
  readonly state: SignInState<Wallet>
  choose(wallet: Wallet): Promise<void>
  sign(): Promise<void>
  switchTo(chainId: number): Promise<void>
  /** A new message with the same wallet. */
  again(): Promise<void>
  /** Back to the choice of a wallet. */
  restart(): void
}

interface SignInOptions<Wallet extends WalletChoice> {
  readonly onSignedIn?: (session: SignedIn, connection: WalletConnection<Wallet>) => void
}

/** Walks through a sign-in, one step at a time, asking the wallet only when told to. A newer walk wins over an older one. */
export function useSignIn<Wallet extends WalletChoice>(options: SignInOptions<Wallet> = {}): SignIn<Wallet> {
  const client = useAuraClient()
  const queryClient = useQueryClient()
  const [state, setState] = useState<SignInState<Wallet>>({ step: 'choose' })
  const walk = useWalk<SignInState<Wallet>>(setState)

  const prepare = useCallback(
    async (connection: WalletConnection<Wallet>, renewed = false) => {
      const show = walk.begin()
      show({ step: 'preparing', wallet: connection.wallet })
      show(await prepareSignIn(client, connection, renewed))
    },
    [client, walk],
  )
  const connection = 'connection' in state ? state.connection : null
  const waitsForPerson = state.step === 'review' || (state.step === 'wrong-chain' && !state.switching)
  const watched = waitsForPerson ? connection : null
  useEffect(() => {
    if (watched === null) return
    return watchWallet(watched, (changed) => {
      if (changed === null) walk.begin()({ step: 'choose' })
      else void prepare(changed, true)
    })
  }, [watched, prepare, walk])
  const expire = () => {
    if (state.step === 'review') setState({ step: 'problem', problem: expired, connection: state.connection })
  }
  useDeadline(state.step === 'review' ? state.deadlineMs : null, expire)

  return {
    state,
    async choose(wallet) {
      const show = walk.begin()
      show({ step: 'connecting', wallet })
      try {
        const connected = await connectWallet(wallet)
        if (walk.isCurrent(show)) await prepare(connected)
      } catch (error) {
        show({ step: 'problem', problem: walletProblem(error, 'connection', wallet.name), connection: null })
      }
    },
    async sign() {
      if (state.step !== 'review') return
      const { connection, request, deadlineMs } = state
      const stopped = (problem: Extract<SignInState<Wallet>, { step: 'problem' }>['problem']) =>
        show({ step: 'problem', problem, connection })
      const show = walk.begin()
      show({ ...state, step: 'signing' })
      const signer = await providerSigner(connection.wallet.provider, connection)
      const signature = await signer.signMessage(request).catch((error: unknown) => {
        stopped(walletProblem(error, 'signature', connection.wallet.name))
      })
      if (signature === undefined || !walk.isCurrent(show)) return
      if (performance.now() >= deadlineMs) return stopped(expired)
      show({ ...state, step: 'verifying' })
      try {
        const session = await client.verifySignIn({ message: request.message, signature })
        if (!walk.isCurrent(show)) return
        queryClient.setQueryData(queryKeys.session, session)
        options.onSignedIn?.(session, connection)
      } catch (error) {
        stopped(performance.now() >= deadlineMs ? expired : serviceProblem(error))
        // The answer may have been lost on the way back: then the session exists, and the page should know.
        void queryClient.invalidateQueries({ queryKey: queryKeys.session })
      }
    },
    async switchTo(chainId) {
      if (state.step !== 'wrong-chain') return
      const { connection } = state
      const show = walk.begin()
      show({ ...state, switching: true })
      try {
        const switched = await switchChain(connection, chainId)
        if (walk.isCurrent(show)) await prepare(switched)
      } catch (error) {
        show({ step: 'problem', problem: walletProblem(error, 'switch', connection.wallet.name), connection })
      }
    },
    async again() {
      if (connection !== null) await prepare(connection)
    },
    restart() {
      walk.begin()({ step: 'choose' })
    },
  }
}

/** Asks the service for a nonce and writes the message; the answer is the step to show next. */
async function prepareSignIn<Wallet extends WalletChoice>(
  client: AuraClient,
  connection: WalletConnection<Wallet>,
  renewed: boolean,
): Promise<SignInState<Wallet>> {
  try {
    const nonce = await client.getNonce({ address: connection.address })
    const here = globalThis.location?.origin
    if (here !== undefined && new URL(nonce.uri).origin !== here) {
      return { step: 'problem', problem: otherOrigin(nonce.uri, here), connection }
    }
    if (!nonce.chainIds.includes(connection.chainId)) {
      return { step: 'wrong-chain', connection, chainIds: nonce.chainIds, switching: false }
    }
    const request = client.signInRequest(nonce, connection)
    const leftMs = request.expiresAt.getTime() - request.issuedAt.getTime()
    return { step: 'review', connection, request, deadlineMs: performance.now() + leftMs, renewed }
  } catch (error) {
    return { step: 'problem', problem: serviceProblem(error), connection }
  }
}
