import type { SiteApp } from './site-app.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** How long the body of a request may take to arrive, in milliseconds; default half a minute. */
    bodyTimeMaxMs?: number
  }
}

const bodyTimeMaxMsDefault = 30_000
/** For the server as a whole: no route may set more. */
export const requestTimeMaxMs = 20 * 60_000

/** Ends the connection of a request whose body does not arrive in time; a file takes longer than a line of JSON. */
export function boundBodyTime(app: SiteApp): void {
  app.addHook('onRequest', async ({ raw, routeOptions }) => {
    const timer = setTimeout(() => {
      if (!raw.complete) raw.destroy()
    }, routeOptions.config.bodyTimeMaxMs ?? bodyTimeMaxMsDefault)
    timer.unref()
    for (const event of ['end', 'close'] as const) raw.once(event, () => clearTimeout(timer))
  })
}
