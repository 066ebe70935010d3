import { Problem } from './problem.ts'
import { request } from './request.ts'

export interface Health {
  readonly status: string
  readonly components: Readonly<Record<string, { readonly status: string }>>
}

/** A service that answers 503 is alive enough to say so: that is a state, not a failure to ask. */
export async function getHealth(): Promise<Health> {
  try {
    return (await request<Health>('GET', '/api/health')).body
  } catch (error) {
    if (error instanceof Problem) return { status: 'down', components: {} }
    throw error
  }
}
