import { catalogueSections, type ErrorCode } from '@aura-sign/core'

const answered = {
  ...catalogueSections['HTTP requests'],
  ...catalogueSections['Sign-in and identity'],
  ...catalogueSections.Attestations,
  ...catalogueSections.Evidence,
  ...catalogueSections.Jobs,
}
/** Of these sections, what only the command line or the start of a process meets. */
const operatorsOnly: ReadonlySet<string> = new Set<keyof typeof answered>([
  'address_invalid',
  'job_payload_too_large',
  'journal_store_missing',
  'secp256k1_not_native',
  'workers_without_database',
])

/** Every code of the catalogue that the HTTP API answers, in the order of docs/ERRORS.md. */
export const problemCodes: readonly string[] = Object.keys(answered).filter((code) => !operatorsOnly.has(code))

export function isProblemCode(code: ErrorCode): boolean {
  return problemCodes.includes(code)
}
