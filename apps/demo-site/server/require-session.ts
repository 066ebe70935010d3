import { AuraError } from '@aura-sign/core'
import { type ActiveSession, findSession } from '@aura-sign/identity'
import type { FastifyRequest } from 'fastify'
import { readSessionCookie } from './session-cookie.ts'
import type { SiteServices } from './site-services.ts'

/** The session of a request, or null for a visitor. */
export async function currentSession(services: SiteServices, request: FastifyRequest): Promise<ActiveSession | null> {
  const token = readSessionCookie(request, services.relyingParty())
  if (!token) return null
  return findSession(services.sql, { token, now: services.clock.now(), lifetime: services.lifetime })
}

/** The session of a request; throws `session_required` for a visitor. */
export async function requireSession(services: SiteServices, request: FastifyRequest): Promise<ActiveSession> {
  const session = await currentSession(services, request)
  if (!session) throw new AuraError('session_required')
  return session
}
