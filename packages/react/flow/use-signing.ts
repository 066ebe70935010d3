import type { Attestation, TypedData } from '@aura-sign/client'
import { AuraProblem, providerSigner, signableTypedData } from '@aura-sign/client'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { FlowProblem } from '../problems/flow-problem.ts'
import { serviceProblem } from '../problems/service-problem.ts'
import { walletProblem } from '../problems/wallet-problem.ts'
import { queryKeys } from '../provider/query-keys.ts'
import type { WalletConnection } from '../wallet/connect-wallet.ts'
import { switchChain } from '../wallet/switch-chain.ts'
import type { WalletChoice } from '../wallet/wallet-choice.ts'
import type { SigningState } from './signing-state.ts'
import { useWalk } from './use-walk.ts'

export interface Signing<Prepared, Wallet extends WalletChoice> {
  readonly state: SigningState<Prepared, Wallet>
  /** Asks the wallet to sign what is under review, then sends it. */
  sign(): Promise<void>
  switchTo(chainId: number): Promise<void>
  /** After a problem: what is signed already and was not answered is sent again, anything else is prepared anew. */
  again(): void
  /** Back to the start; a wallet's late answer is ignored. */
  reset(): void
}

/** Something to sign, and what to do with the signature. */
export interface SigningPlan<Prepared, Wallet extends WalletChoice> {
  readonly connection: WalletConnection<Wallet>
  /** The chains that it can be signed on: wallets refuse a domain of another chain than theirs. */
  readonly chainIds: readonly number[]
  prepare(connection: WalletConnection<Wallet>): Prepared
  submit(prepared: Prepared, signature: string): Promise<Attestation>
}

/** prepare → review → sign → send, for typed data of any kind. */
export function useSigning<Prepared, Wallet extends WalletChoice>(options: {
  readonly typedDataOf: (prepared: Prepared) => TypedData
  readonly onDone?: ((attestation: Attestation) => void) | undefined
}): Signing<Prepared, Wallet> & { begin(plan: SigningPlan<Prepared, Wallet>): void } {
  const queryClient = useQueryClient()
  const [state, setState] = useState<SigningState<Prepared, Wallet>>({ step: 'idle' })
  const walk = useWalk<SigningState<Prepared, Wallet>>(setState)
  const plan = useRef<SigningPlan<Prepared, Wallet> | null>(null)
  // A signature whose answer was lost may have been kept: a second one would be a second attestation.
  const unsent = useRef<Signed<Prepared, Wallet> | null>(null)

  const begin = (next: SigningPlan<Prepared, Wallet>) => {
    plan.current = next
    unsent.current = null
    const { connection, chainIds } = next
    const show = walk.begin()
    if (!chainIds.includes(connection.chainId)) {
      return show({ step: 'wrong-chain', connection, chainIds, switching: false })
    }
    try {
      show({ step: 'review', prepared: next.prepare(connection), connection })
    } catch (error) {
      show({ step: 'problem', problem: serviceProblem(error), error })
    }
  }
  const send = async (signed: Signed<Prepared, Wallet>, show: (state: SigningState<Prepared, Wallet>) => void) => {
    const { current } = plan
    if (current === null) return
    const { prepared, connection, signature } = signed
    unsent.current = null
    show({ step: 'sending', prepared, connection })
    try {
      const attestation = await current.submit(prepared, signature)
      void queryClient.invalidateQueries({ queryKey: queryKeys.attestations })
      void queryClient.invalidateQueries({ queryKey: queryKeys.verification })
      if (!walk.isCurrent(show)) return
      show({ step: 'done', attestation })
      options.onDone?.(attestation)
    } catch (error) {
      const problem = serviceProblem(error)
      if (problem.kind === 'session-ended') void queryClient.invalidateQueries({ queryKey: queryKeys.session })
      const isOpen = isUndecided(error) && walk.isCurrent(show)
      if (isOpen) unsent.current = signed
      show({ step: 'problem', problem: isOpen ? sendAgain(problem) : problem, error })
    }
  }
  return {
    state,
    begin,
    async sign() {
      const { current } = plan
      if (state.step !== 'review' || current === null) return
      const { prepared, connection } = state
      const show = walk.begin()
      show({ step: 'signing', prepared, connection })
      const typedData = signableTypedData(options.typedDataOf(prepared))
      const signer = await providerSigner(connection.wallet.provider, connection)
      const signature = await signer.signTypedData(typedData).catch((error: unknown) => {
        show({ step: 'problem', problem: walletProblem(error, 'signature', connection.wallet.name), error })
      })
      if (signature === undefined || !walk.isCurrent(show)) return
      await send({ prepared, connection, signature }, show)
    },
    async switchTo(chainId) {
      const { current } = plan
      if (state.step !== 'wrong-chain' || current === null) return
      const show = walk.begin()
      show({ ...state, switching: true })
      try {
        const connection = await switchChain(state.connection, chainId)
        if (walk.isCurrent(show)) begin({ ...current, connection })
      } catch (error) {
        show({ step: 'problem', problem: walletProblem(error, 'switch', state.connection.wallet.name), error })
      }
    },
    again() {
      if (unsent.current !== null) void send(unsent.current, walk.begin())
      else if (plan.current !== null) begin(plan.current)
    },
    reset() {
      plan.current = null
      unsent.current = null
      walk.begin()({ step: 'idle' })
    },
  }
}

interface Signed<Prepared, Wallet extends WalletChoice> {
  readonly prepared: Prepared
  readonly connection: WalletConnection<Wallet>
  readonly signature: string
}

/** Nothing is said about what was sent: it may be kept, or be kept when it is sent again. */
function isUndecided(error: unknown): boolean {
  if (!(error instanceof AuraProblem)) return false
  return error.status === 0 || error.status === 429 || error.status >= 500 || error.code === 'session_required'
}

function sendAgain(problem: FlowProblem): FlowProblem {
  const detail = `${problem.detail} You have signed already: your wallet is not asked again.`
  return { ...problem, detail, nextLabel: 'Send it again' }
}
