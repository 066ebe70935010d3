import type { Attestation } from '@aura-sign/client'
import type { FlowProblem } from '../problems/flow-problem.ts'
import type { WalletConnection } from '../wallet/connect-wallet.ts'
import type { WalletChoice } from '../wallet/wallet-choice.ts'

/** Where something that a wallet signs and the service keeps stands; `Prepared` is what will be signed. */
export type SigningState<Prepared, Wallet extends WalletChoice> =
  | { readonly step: 'idle' }
  | {
      readonly step: 'wrong-chain'
      readonly connection: WalletConnection<Wallet>
      readonly chainIds: readonly number[]
      readonly switching: boolean
    }
  | {
      readonly step: 'review' | 'signing' | 'sending'
      readonly prepared: Prepared
      readonly connection: WalletConnection<Wallet>
    }
  | { readonly step: 'done'; readonly attestation: Attestation }
  | { readonly step: 'problem'; readonly problem: FlowProblem; readonly error: unknown }
