import { request } from './request.ts'

export interface Embedding {
  readonly state: 'none' | 'pending' | 'ready' | 'failed'
  readonly model: string | null
  readonly updatedAt: string | null
}

export interface Profile {
  readonly statement: string | null
  readonly embedding: Embedding
}

export async function getProfile(): Promise<Profile> {
  return (await request<Profile>('GET', '/api/profile')).body
}

export async function putProfile(statement: string): Promise<Profile> {
  return (await request<Profile>('PUT', '/api/profile', { body: { statement } })).body
}
