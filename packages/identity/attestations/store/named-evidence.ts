import type { SchemaFieldValue } from '../schema/schema-type.ts'

const noFile = '0'.repeat(64)

/**
 * SHA-256 of each file that an attestation names, in lowercase hex: what a field `evidence` of type `bytes32`, or of an array of
 * them, holds at the top level of its data. Zero names nothing.
 */
export function namedEvidence(values: readonly SchemaFieldValue[]): string[] {
  const hashes = values
    .filter(({ name, type }) => name === 'evidence' && /^bytes32(\[\d*\])?$/.test(type))
    .flatMap(({ value }) => value as string | readonly string[])
    .map((hex) => hex.slice(2))
  return [...new Set(hashes)].filter((hash) => hash !== noFile).sort()
}
