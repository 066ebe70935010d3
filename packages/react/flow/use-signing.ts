import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { Attestation, TypedData } from '../client/aura-client.ts'
import { serviceProblem } from '../problems/service-problem.ts'
import { walletProblem } from '../problems/wallet-problem.ts'
import { queryKeys } from '../provider/query-keys.ts'
import type { WalletConnection } from '../wallet/connect-wallet.ts'
import { signTypedData } from '../wallet/sign-typed-data.ts'
import { switchChain } from '../wallet/switch-chain.ts'
import type { WalletChoice } from '../wallet/wallet-choice.ts'
import type { SigningState } from './signing-state.ts'
import { useWalk } from './use-walk.ts'

export interface Signing<Prepared, Wallet extends WalletChoice> {
  readonly state: SigningState<Prepared, Wallet>
  /** Asks the wallet to sign what is under review, then sends it. */
  sign(): Promise<void>
  switchTo(chainId: number): Promise<void>
  /** After a problem, or a switch: what was to be signed, prepared anew. */
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

  const begin = (next: SigningPlan<Prepared, Wallet>) => {
    plan.current = next
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
  return {
    state,
    begin,
    async sign() {
      const { current } = plan
      if (state.step !== 'review' || current === null) return
      const { prepared, connection } = state
      const show = walk.begin()
      show({ step: 'signing', prepared, connection })
      const signature = await signTypedData(connection, options.typedDataOf(prepared)).catch((error: unknown) => {
        show({ step: 'problem', problem: walletProblem(error, 'signature', connection.wallet.name), error })
      })
      if (signature === undefined || !walk.isCurrent(show)) return
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
        show({ step: 'problem', problem, error })
      }
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
    again: () => plan.current && begin(plan.current),
    reset() {
      plan.current = null
      walk.begin()({ step: 'idle' })
    },
  }
}
