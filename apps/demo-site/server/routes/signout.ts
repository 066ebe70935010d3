import { endSession } from '@aura-sign/identity'
import { z } from 'zod'
import { currentSession } from '../require-session.ts'
import { clearSessionCookie } from '../session-cookie.ts'
import type { SiteApp } from '../site-app.ts'
import type { SiteServices } from '../site-services.ts'

export function registerSignoutRoute(app: SiteApp, services: SiteServices): void {
  app.post(
    '/api/auth/signout',
    { schema: { summary: 'End the session of this cookie', tags: ['sign-in'], response: { 204: z.null() } } },
    async (request, reply) => {
      const session = await currentSession(services, request)
      if (session) await endSession(services.sql, { id: session.id })
      clearSessionCookie(reply, services.relyingParty())
      return reply.code(204).send(null)
    },
  )
}
