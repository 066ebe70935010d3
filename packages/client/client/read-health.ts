import type { Health } from '../api/schemas.ts'
import { unreachable } from '../problems/own-problems.ts'

/** A 503 may also come from a gateway, or from a service that is just stopping: that is no answer about its health. */
export function readHealth(body: unknown): Health {
  if (isHealth(body)) return body
  throw unreachable('the answer says nothing about health')
}

function isHealth(body: unknown): body is Health {
  if (typeof body !== 'object' || body === null || !('status' in body) || !('components' in body)) return false
  const { status, components } = body
  return (
    (status === 'ok' || status === 'degraded' || status === 'down') && typeof components === 'object' && !!components
  )
}
