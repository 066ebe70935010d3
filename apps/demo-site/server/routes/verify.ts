import { AuraError } from '@aura-sign/core'
import { type SignInResult, signIn } from '@aura-sign/identity'
import { z } from 'zod'
import { problemSchema } from '../problem.ts'
import { readSessionCookie, setSessionCookie } from '../session-cookie.ts'
import type { SiteApp } from '../site-app.ts'
import type { SiteServices } from '../site-services.ts'
import { sessionSchema, userSchema } from './session.ts'

const signedInSchema = z.object({ user: userSchema, session: sessionSchema }).meta({ id: 'SignedIn' })

export function registerVerifyRoute(app: SiteApp, services: SiteServices): void {
  app.post(
    '/api/auth/verify',
    {
      config: { rateLimit: services.rateLimits.auth },
      schema: {
        summary: 'Sign in with a signed EIP-4361 message',
        tags: ['sign-in'],
        body: z.object({ message: z.string().min(1).max(8192), signature: z.string().min(1).max(16_384) }),
        response: {
          200: signedInSchema,
          400: problemSchema,
          401: problemSchema,
          429: problemSchema,
        },
      },
    },
    async (request, reply) => {
      const relyingParty = services.relyingParty()
      const replacesToken = readSessionCookie(request, relyingParty)
      const attempt = signIn(services.sql, {
        message: request.body.message,
        signature: request.body.signature,
        domain: relyingParty.domain,
        uri: relyingParty.uri,
        chainIds: services.config.CHAIN_IDS,
        lifetime: services.lifetime,
        ...(replacesToken && { replacesToken }),
        now: services.clock.now(),
      })
      const result = await counted(services, attempt)
      if (!result.ok) {
        request.log.info({ reason: result.reason }, 'sign-in refused')
        throw new AuraError('sign_in_refused')
      }
      const { user, session, token } = result
      setSessionCookie(reply, relyingParty, { token, expiresAt: session.expiresAt })
      return { user, session: { id: session.id, expiresAt: session.expiresAt.toISOString() } }
    },
  )
}

async function counted({ metrics }: SiteServices, attempt: Promise<SignInResult>): Promise<SignInResult> {
  try {
    const result = await attempt
    metrics?.onSignIn(result.ok ? 'accepted' : result.reason)
    return result
  } catch (error) {
    metrics?.onSignIn('failed')
    throw error
  }
}
