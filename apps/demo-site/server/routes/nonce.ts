import { issueNonce, parseAddress } from '@aura-sign/identity'
import { z } from 'zod'
import { InvalidRequest, problemSchema } from '../problem.ts'
import type { SiteApp } from '../site-app.ts'
import type { SiteServices } from '../site-services.ts'

const responseSchema = z
  .object({
    nonce: z.string(),
    expiresAt: z.iso.datetime(),
    /** What the message has to say: the page is told, so that it never has to guess from its own address. */
    domain: z.string().describe('RFC 3986 authority that asks for the sign-in'),
    uri: z.url().describe('Origin of the page; the only one that may use the session'),
    chainIds: z.array(z.number().int()).describe('Of which the message names one'),
    statement: z.string(),
  })
  .meta({ id: 'SignInNonce' })

export function registerNonceRoute(app: SiteApp, services: SiteServices): void {
  app.post(
    '/api/auth/nonce',
    {
      config: { rateLimit: services.rateLimits.auth },
      schema: {
        summary: 'Issue a nonce to sign in with; it is good for five minutes and one attempt',
        tags: ['sign-in'],
        body: z.object({ address: z.string().max(100).optional() }).nullish(),
        response: { 200: responseSchema, 400: problemSchema, 429: problemSchema },
      },
    },
    async (request) => {
      const address = request.body?.address === undefined ? undefined : addressOf(request.body.address)
      const { nonce, expiresAt } = await issueNonce(services.sql, { address, now: services.clock.now() })
      const { domain, uri } = services.relyingParty()
      const { CHAIN_IDS: chainIds, SIWE_STATEMENT: statement } = services.config
      return { nonce, expiresAt: expiresAt.toISOString(), domain, uri, chainIds, statement }
    },
  )
}

function addressOf(text: string): string {
  const parsed = parseAddress(text)
  if (!parsed.ok) throw new InvalidRequest([{ path: 'body.address', message: parsed.detail }])
  return parsed.address.toLowerCase()
}
