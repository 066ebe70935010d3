import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { type SignedIn, verifySignature } from '../api/auth.ts'
import { sessionKey } from '../api/session-key.ts'
import { connectWallet, type WalletConnection } from '../wallet/connect-wallet.ts'
import { signWithWallet } from '../wallet/sign-with-wallet.ts'
import { switchChain } from '../wallet/switch-chain.ts'
import type { Wallet } from '../wallet/wallet.ts'
import { prepareSignIn } from './prepare-sign-in.ts'
import { expired, serviceProblem, walletProblem } from './sign-in-problem.ts'
import type { SignInRequest } from './sign-in-request.ts'
import type { SignInState } from './sign-in-state.ts'
import { useConnectionChange } from './use-connection-change.ts'

export interface SignIn {
  readonly state: SignInState
  choose(wallet: Wallet): Promise<void>
  sign(): Promise<void>
  switchTo(chainId: number): Promise<void>
  renew(): Promise<void>
  restart(): void
  expire(): void
}

/** Walks through a sign-in: wallet → account → message → signature → session. One walk at a time; a newer one wins. */
export function useSignIn(onSignedIn: (session: SignedIn) => void): SignIn {
  const queryClient = useQueryClient()
  const [state, setState] = useState<SignInState>({ step: 'choose' })
  const walk = useWalk()

  const prepare = useCallback(
    async (connection: WalletConnection, renewed = false) => {
      const show = walk.begin(setState)
      show({ step: 'preparing', wallet: connection.wallet })
      show(await prepareSignIn(connection, { origin: window.location.origin, renewed }))
    },
    [walk],
  )
  const connection = 'connection' in state ? state.connection : null
  const waitsForPerson = state.step === 'review' || (state.step === 'wrong-chain' && !state.switching)
  useConnectionChange(waitsForPerson ? connection : null, (changed) => void prepare(changed, true))

  return {
    state,
    async choose(wallet) {
      const show = walk.begin(setState)
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
      const { connection, request, renewed } = state
      const show = walk.begin(setState)
      show({ step: 'signing', connection, request, renewed })
      const signature = await signWithWallet(connection, request.message).catch((error: unknown) => {
        show({ step: 'problem', problem: walletProblem(error, 'signature', connection.wallet.name), connection })
      })
      if (signature === undefined || !walk.isCurrent(show)) return
      if (hasExpired(request)) return show({ step: 'problem', problem: expired, connection })
      show({ step: 'verifying', connection, request, renewed })
      try {
        const session = await verifySignature({ message: request.message, signature })
        if (walk.isCurrent(show)) onSignedIn(session)
      } catch (error) {
        show({ step: 'problem', problem: hasExpired(request) ? expired : serviceProblem(error), connection })
        // The answer may have been lost on the way back: then the session exists, and the page should know.
        void queryClient.invalidateQueries({ queryKey: sessionKey })
      }
    },
    async switchTo(chainId) {
      if (state.step !== 'wrong-chain') return
      const show = walk.begin(setState)
      show({ ...state, switching: true })
      try {
        const switched = await switchChain(state.connection, chainId)
        if (walk.isCurrent(show)) await prepare(switched)
      } catch (error) {
        const { connection } = state
        show({ step: 'problem', problem: walletProblem(error, 'switch', connection.wallet.name), connection })
      }
    },
    async renew() {
      if (connection !== null) await prepare(connection)
    },
    restart() {
      walk.begin(setState)({ step: 'choose' })
    },
    expire() {
      if (state.step === 'review') setState({ step: 'problem', problem: expired, connection: state.connection })
    },
  }
}

function hasExpired(request: SignInRequest): boolean {
  return performance.now() >= request.deadlineMs
}

type Show = (state: SignInState) => void

/** A wallet may answer minutes after its request was given up: only the newest walk may change what is shown. */
function useWalk() {
  const [walk] = useState(() => {
    let current: Show | null = null
    return {
      begin(setState: Show): Show {
        const show: Show = (state) => {
          if (current === show) setState(state)
        }
        current = show
        return show
      },
      isCurrent: (show: Show) => current === show,
      end() {
        current = null
      },
    }
  })
  const ref = useRef(walk)
  useEffect(() => () => ref.current.end(), [])
  return walk
}
