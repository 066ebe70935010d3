import type { CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { RelyingParty } from './relying-party.ts'

/** Name of the session cookie; `__Host-` makes browsers refuse one set by another host or over http. */
export function sessionCookieName(relyingParty: RelyingParty): string {
  return relyingParty.secureCookies ? '__Host-aura_session' : 'aura_session'
}

export function readSessionCookie(request: FastifyRequest, relyingParty: RelyingParty): string | undefined {
  return request.cookies[sessionCookieName(relyingParty)]
}

export function setSessionCookie(
  reply: FastifyReply,
  relyingParty: RelyingParty,
  options: { token: string; expiresAt: Date },
): void {
  reply.setCookie(sessionCookieName(relyingParty), options.token, {
    ...attributes(relyingParty),
    expires: options.expiresAt,
  })
}

export function clearSessionCookie(reply: FastifyReply, relyingParty: RelyingParty): void {
  reply.clearCookie(sessionCookieName(relyingParty), attributes(relyingParty))
}

function attributes(relyingParty: RelyingParty): CookieSerializeOptions {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: relyingParty.secureCookies }
}
