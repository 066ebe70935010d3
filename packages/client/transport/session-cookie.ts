/** The session where no browser keeps it. */
export interface SessionCookie {
  /** `name=value`, or null without a session. In a browser always null: pages cannot read it. */
  readonly value: string | null
  /** What requests with the session carry; nothing without one. */
  headers(): Record<string, string>
  /** Takes over what an answer sets. */
  keep(headers: Headers): void
  /** The Origin that the service is configured for (CSRF): it takes the session from no other. */
  setOrigin(origin: string): void
}

/** Keeps the cookie `aura_session` of answers. Browsers hide `Set-Cookie` and keep it themselves. */
export function createSessionCookie(origin: string | null): SessionCookie {
  let value: string | null = null
  let from = origin
  return {
    get value() {
      return value
    },
    headers: () => (value === null ? {} : { cookie: value, ...(from !== null && { origin: from }) }),
    keep(headers) {
      for (const cookie of headers.getSetCookie?.() ?? []) {
        const [pair = ''] = cookie.split(';')
        if (/^(__Host-)?aura_session=/.test(pair)) value = pair.endsWith('=') ? null : pair
      }
    },
    setOrigin(next) {
      from = next
    },
  }
}
