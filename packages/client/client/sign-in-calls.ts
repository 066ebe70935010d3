import type { Session } from '../api/schemas.ts'
import { invalidValue, unreachable } from '../problems/own-problems.ts'
import { signInRequest } from '../sign-in/sign-in-request.ts'
import type { Transport } from '../transport/create-transport.ts'
import type { AuraClient } from './aura-client.ts'

type SignInCalls = Pick<AuraClient, 'signIn' | 'getNonce' | 'signInRequest' | 'verifySignIn' | 'getSession' | 'signOut'>

/** The calls about who one is. */
export function signInCalls({ call, cookie }: Transport): SignInCalls {
  const calls: SignInCalls = {
    async signIn(signer, { chainId, signal } = {}) {
      const nonce = await calls.getNonce({ address: signer.address, signal })
      const chosen =
        chainId ?? [signer.chainId, ...nonce.chainIds].find((id) => id !== undefined && nonce.chainIds.includes(id))
      if (chosen === undefined) throw unreachable('the service names no chain to sign in on')
      if (!nonce.chainIds.includes(chosen))
        throw invalidValue('chainId', `the service takes sign-ins on ${nonce.chainIds.join(', ')}`)
      const { message } = signInRequest(nonce, { address: signer.address, chainId: chosen })
      return await calls.verifySignIn({ message, signature: await signer.signMessage({ message }) }, { signal })
    },
    async getNonce({ address, signal } = {}) {
      const asked = { body: address === undefined ? {} : { address }, signal }
      const { body, serverTime } = await call('post', '/api/auth/nonce', asked)
      cookie.setOrigin(body.uri)
      return { ...body, answeredAt: serverTime ?? new Date() }
    },
    signInRequest,
    verifySignIn: async (body, options) => (await call('post', '/api/auth/verify', { body, ...options })).body,
    getSession: async (options) => (await call('get', '/api/auth/session', { ...options })).body as Session,
    async signOut(options) {
      await call('post', '/api/auth/signout', { ...options })
    },
  }
  return calls
}
