import { request } from './request.ts'

export interface Health {
  readonly status: 'ok' | 'degraded' | 'down'
  readonly components: Readonly<Record<string, { readonly status: string }>>
}

export async function getHealth(): Promise<Health> {
  return (await request<Health>('GET', '/api/health', { alsoAnswers: 503 })).body
}
