import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { CopyRefusal } from './copy-refusal.ts'

const runbook = readFileSync(new URL('../../../../docs/runbooks/DR_RUNBOOK.md', import.meta.url), 'utf8')
/** A record, so that the compiler asks for each. Copies are verified as of their acceptance: none is refused as expired. */
const refusals: Record<Exclude<CopyRefusal, 'expired'>, true> = {
  chain_not_configured: true,
  chain_unavailable: true,
  chain_wrong: true,
  signature_not_hex: true,
  signature_length: true,
  signature_recovery_id: true,
  signature_out_of_range: true,
  signature_high_s: true,
  signature_unrecoverable: true,
  signer_malformed: true,
  signer_needed: true,
  signer_mismatch: true,
  contract_missing: true,
  contract_rejects: true,
  contract_answer_malformed: true,
  shape_malformed: true,
  types_unknown: true,
  domain_not_accepted: true,
  uid_mismatch: true,
  name_mismatch: true,
  attestation_unreadable: true,
  time_in_future: true,
  expired_at_birth: true,
  schema_unknown: true,
  schema_not_revocable: true,
  schema_resolver_malformed: true,
  schema_too_long: true,
  schema_too_many_fields: true,
  schema_too_deep: true,
  schema_too_large: true,
  schema_syntax: true,
  schema_type_unknown: true,
  schema_name_reserved: true,
  value_missing: true,
  value_unexpected: true,
  value_type: true,
  value_out_of_range: true,
  data_malformed: true,
  data_too_short: true,
  data_too_long: true,
  data_not_canonical: true,
  schema_mismatch: true,
  domain_mismatch: true,
  revoker_mismatch: true,
  not_revocable: true,
  revoked_before_birth: true,
  attestation_missing: true,
}

describe('the runbook', () => {
  it.each(Object.keys(refusals))('says what to do about a copy that is refused as %s', (reason) => {
    expect(runbook).toContain(`\`${reason}\``)
  })
})
