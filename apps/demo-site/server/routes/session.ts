import { z } from 'zod'
import { currentSession } from '../require-session.ts'
import type { SiteApp } from '../site-app.ts'
import type { SiteServices } from '../site-services.ts'

export const userSchema = z
  .object({
    id: z.uuid(),
    /** CAIP-10 account that signed in. */
    account: z.string(),
    /** EIP-55 address. */
    address: z.string(),
  })
  .meta({ id: 'User' })

export const sessionSchema = z.object({ id: z.uuid(), expiresAt: z.iso.datetime() }).meta({ id: 'Session' })

const currentSessionSchema = z
  .object({ user: userSchema.nullable(), session: sessionSchema.nullable() })
  .meta({ id: 'CurrentSession' })

export function registerSessionRoute(app: SiteApp, services: SiteServices): void {
  app.get(
    '/api/auth/session',
    {
      schema: {
        summary: 'Who is signed in; both fields are null for a visitor, which is no error',
        tags: ['sign-in'],
        response: { 200: currentSessionSchema },
      },
    },
    async (request) => {
      const session = await currentSession(services, request)
      if (!session) return { user: null, session: null }
      return {
        user: { id: session.userId, account: session.account, address: session.address },
        session: { id: session.id, expiresAt: session.expiresAt.toISOString() },
      }
    },
  )
}
