import { createRequire } from 'node:module'

/** Where the package is in which EAS publishes its contracts. */
export function easContractsFolder(): string {
  const sdk = createRequire(import.meta.url).resolve('@ethereum-attestation-service/eas-sdk')
  const entry = createRequire(sdk).resolve('@ethereum-attestation-service/eas-contracts')
  const name = '/eas-contracts/'
  return entry.slice(0, entry.lastIndexOf(name) + name.length)
}
