import type { WalletConnection } from '../wallet/connect-wallet.ts'
import type { Wallet } from '../wallet/wallet.ts'
import type { SignInProblem } from './sign-in-problem.ts'
import type { SignInRequest } from './sign-in-request.ts'

export type SignInState =
  | { readonly step: 'choose' }
  | { readonly step: 'connecting'; readonly wallet: Wallet }
  | { readonly step: 'preparing'; readonly wallet: Wallet }
  | {
      readonly step: 'wrong-chain'
      readonly connection: WalletConnection
      readonly chainIds: readonly number[]
      readonly switching: boolean
    }
  | {
      readonly step: 'review' | 'signing' | 'verifying'
      readonly connection: WalletConnection
      readonly request: SignInRequest
      /** The wallet changed account or network meanwhile, so this message is a new one. */
      readonly renewed: boolean
    }
  | { readonly step: 'problem'; readonly problem: SignInProblem; readonly connection: WalletConnection | null }
