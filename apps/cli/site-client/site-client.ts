import { createSiweMessage } from '@aura-sign/identity'
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { z } from 'zod'

const requestTimeoutMs = 10_000

const nonceSchema = z.object({
  nonce: z.string(),
  domain: z.string(),
  uri: z.string(),
  chainIds: z.array(z.number()).min(1),
  statement: z.string(),
})
const signInSchema = z.object({ user: z.object({ id: z.string(), address: z.string() }) })

/** An answer that is not the one asked for: the request, the status and the start of the body. */
export class UnexpectedAnswer extends Error {
  readonly status: number

  constructor(request: string, status: number, body: string) {
    super(`${request} answered ${status}: ${body.slice(0, 300)}`)
    this.status = status
  }
}

/** A sign-in message (EIP-4361) and its signature. */
export interface SignedMessage {
  message: string
  signature: string
}

/** Speaks to a running site as a person with a throw-away wallet would: one key, one session. */
export class SiteClient {
  readonly account: PrivateKeyAccount
  readonly #baseUrl: string
  #origin: string
  #cookie: string | null = null

  constructor(baseUrl: string) {
    this.#baseUrl = baseUrl.replace(/\/$/, '')
    this.#origin = new URL(baseUrl).origin
    this.account = privateKeyToAccount(generatePrivateKey())
  }

  /** The session cookie (`name=value`), or null before sign-in and after sign-out. */
  get cookie(): string | null {
    return this.#cookie
  }

  /** Signs in with a fresh nonce; resolves to the user id. */
  async signIn(): Promise<string> {
    return await this.sendSignIn(await this.signMessage())
  }

  async sendSignIn(signed: SignedMessage): Promise<string> {
    return signInSchema.parse(await this.request('POST', '/api/auth/verify', signed)).user.id
  }

  /** Requests a nonce and signs the sign-in message with it. */
  async signMessage(): Promise<SignedMessage> {
    const issued = nonceSchema.parse(await this.request('POST', '/api/auth/nonce', { address: this.account.address }))
    this.#origin = issued.uri
    const message = createSiweMessage({
      domain: issued.domain,
      uri: issued.uri,
      statement: issued.statement,
      address: this.account.address,
      chainId: issued.chainIds[0] ?? 1,
      nonce: issued.nonce,
      version: '1',
      issuedAt: new Date().toISOString(),
    })
    return { message, signature: await this.account.signMessage({ message }) }
  }

  async signOut(): Promise<void> {
    await this.request('POST', '/api/auth/signout')
  }

  /** Sends a request with the session; resolves to the parsed body, throws `UnexpectedAnswer` unless it is 2xx. */
  async request(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(this.#baseUrl + path, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(this.#cookie && { cookie: this.#cookie, origin: this.#origin }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(requestTimeoutMs),
    })
    const text = await response.text()
    if (!response.ok) throw new UnexpectedAnswer(`${method} ${path}`, response.status, text)
    this.#keepCookie(response)
    return text === '' ? null : JSON.parse(text)
  }

  #keepCookie(response: Response): void {
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';')
      if (/^(__Host-)?aura_session=/.test(pair)) this.#cookie = pair.endsWith('=') ? null : pair
    }
  }
}
