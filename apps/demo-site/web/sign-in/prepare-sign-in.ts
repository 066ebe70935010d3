import { requestNonce } from '../api/auth.ts'
import type { WalletConnection } from '../wallet/connect-wallet.ts'
import { otherAddress, serviceProblem } from './sign-in-problem.ts'
import { createSignInRequest } from './sign-in-request.ts'
import type { SignInState } from './sign-in-state.ts'

/** Asks the service for a nonce and writes the message; the answer is the step to show next. */
export async function prepareSignIn(
  connection: WalletConnection,
  options: { origin: string; renewed: boolean },
): Promise<SignInState> {
  try {
    const { body: nonce, serverTime } = await requestNonce(connection.address)
    if (new URL(nonce.uri).origin !== options.origin) {
      return { step: 'problem', problem: otherAddress(nonce.uri, options.origin), connection }
    }
    if (!nonce.chainIds.includes(connection.chainId)) {
      return { step: 'wrong-chain', connection, chainIds: nonce.chainIds, switching: false }
    }
    const request = createSignInRequest({
      nonce,
      address: connection.address,
      chainId: connection.chainId,
      answeredAt: { serverTime: serverTime ?? new Date(), monotonicMs: performance.now() },
    })
    return { step: 'review', connection, request, renewed: options.renewed }
  } catch (error) {
    return { step: 'problem', problem: serviceProblem(error), connection }
  }
}
