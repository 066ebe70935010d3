import { unreachable } from './read-problem.ts'
import { request } from './request.ts'

export interface Health {
  readonly status: 'ok' | 'degraded' | 'down'
  readonly components: Readonly<Record<string, { readonly status: string }>>
}

export async function getHealth(): Promise<Health> {
  return healthIn((await request<unknown>('GET', '/api/health', { alsoAnswers: 503 })).body)
}

/** A 503 may also come from a gateway, or from a service that is just stopping: that is no answer about its health. */
export function healthIn(body: unknown): Health {
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
