import type { Transport } from '../transport/create-transport.ts'
import type { AuraClient } from './aura-client.ts'
import { readHealth } from './read-health.ts'

type ServiceCalls = Pick<
  AuraClient,
  | 'getProfile'
  | 'setStatement'
  | 'setSearchable'
  | 'deleteProfile'
  | 'findSimilar'
  | 'getHealth'
  | 'getStatus'
  | 'submitTestJob'
  | 'getTestJob'
>

/** The calls about profiles, and about how the service is. */
export function serviceCalls({ call }: Transport): ServiceCalls {
  return {
    getProfile: async (options) => (await call('get', '/api/profile', { ...options })).body,
    setStatement: async (statement, options) =>
      (await call('put', '/api/profile', { body: { statement }, ...options })).body,
    setSearchable: async (searchable, options) =>
      (await call('put', '/api/profile', { body: { searchable }, ...options })).body,
    async deleteProfile(options) {
      await call('delete', '/api/profile', { ...options })
    },
    findSimilar: async ({ k = 10, ...query }, options) =>
      (await call('post', '/api/similarity', { body: { ...query, k }, ...options })).body,
    getHealth: async (options) => readHealth((await call('get', '/api/health', { ...options, alsoAnswers: 503 })).body),
    getStatus: async (options) => (await call('get', '/api/status', { ...options })).body,
    submitTestJob: async (options) => (await call('post', '/api/workers/test', { ...options })).body,
    getTestJob: async (id, options) => (await call('get', '/api/workers/jobs/{id}', { path: { id }, ...options })).body,
  }
}
