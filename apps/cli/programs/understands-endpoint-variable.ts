import { isAtLeast, type Version } from './version.ts'

/**
 * Whether this AWS CLI reads AWS_ENDPOINT_URL: from 1.29 and 2.13 on (AWS SDKs and Tools, service-specific endpoints). An
 * older one ignores it and talks to AWS itself.
 */
export function understandsEndpointVariable(version: Version): boolean {
  return isAtLeast(version, version[0] === 1 ? [1, 29] : [2, 13])
}
