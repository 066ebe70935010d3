import { AuraError } from '@aura-sign/core'
import type { FastifyRequest } from 'fastify'
import { readSessionCookie } from './session-cookie.ts'
import type { SiteServices } from './site-services.ts'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses a state change that carries the session cookie unless its Origin is the site's own (CSRF). Requests without
 * the cookie have no authority to abuse, so a bare `curl -X POST` passes.
 */
export function refuseCrossSite(services: SiteServices, request: FastifyRequest): void {
  if (safeMethods.has(request.method)) return
  const relyingParty = services.relyingParty()
  if (readSessionCookie(request, relyingParty) === undefined) return
  if (request.headers.origin !== relyingParty.uri) throw new AuraError('origin_refused')
}
