import type { SignInRequest } from '@aura-sign/client'
import type { FlowProblem } from '../problems/flow-problem.ts'
import type { WalletConnection } from '../wallet/connect-wallet.ts'
import type { WalletChoice } from '../wallet/wallet-choice.ts'

/** Where a sign-in stands: wallet → account → message → signature → session. */
export type SignInState<Wallet extends WalletChoice> =
  | { readonly step: 'choose' }
  | { readonly step: 'connecting' | 'preparing'; readonly wallet: Wallet }
  | {
      readonly step: 'wrong-chain'
      readonly connection: WalletConnection<Wallet>
      readonly chainIds: readonly number[]
      readonly switching: boolean
    }
  | {
      readonly step: 'review' | 'signing' | 'verifying'
      readonly connection: WalletConnection<Wallet>
      readonly request: SignInRequest
      /** The message's end on the page's monotonic clock (`performance.now()`): the visitor's wall clock may be wrong. */
      readonly deadlineMs: number
      /** The wallet changed account or network meanwhile, so this message is a new one. */
      readonly renewed: boolean
    }
  | {
      readonly step: 'problem'
      readonly problem: FlowProblem
      readonly connection: WalletConnection<Wallet> | null
    }
