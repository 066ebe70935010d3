import { createTransport } from '../transport/create-transport.ts'
import { attestationCalls } from './attestation-calls.ts'
import type { AuraClient } from './aura-client.ts'
import { serviceCalls } from './service-calls.ts'
import { signInCalls } from './sign-in-calls.ts'

export interface AuraClientOptions {
  /** Where the service is: `https://aura.example`. A page that the service serves itself says `''`. */
  readonly url: string
  /** By default the one of the platform. */
  readonly fetch?: typeof fetch
  /** Of a call, files apart. */
  readonly timeoutMs?: number
}

// A sign-in of a smart wallet may ask a chain's RPC, which has its own shorter limit.
const timeoutMsDefault = 20_000

/** A client of one service, with one session: browsers keep its cookie, elsewhere the client does. */
export function createAuraClient(options: AuraClientOptions): AuraClient {
  const transport = createTransport({
    url: options.url,
    // Looked up at each call, as whoever replaces it expects.
    fetch: options.fetch ?? ((...request) => globalThis.fetch(...request)),
    timeoutMs: options.timeoutMs ?? timeoutMsDefault,
  })
  return {
    ...signInCalls(transport),
    ...attestationCalls(transport),
    ...serviceCalls(transport),
    get sessionCookie() {
      return transport.cookie.value
    },
  }
}
