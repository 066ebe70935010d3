import { defineErrors, exitCodes } from '../define.ts'

export const attestationErrors = defineErrors({
  schema_malformed: {
    status: 400,
    exitCode: exitCodes.usage,
    message: 'the schema is not one of EAS: {detail}',
    hint: 'Write it like Solidity parameters, as in "string name, uint8 score", and register it again.',
  },
  schema_not_found: {
    status: 404,
    exitCode: exitCodes.usage,
    message: 'no schema with the uid {uid} is known here',
    hint: 'Register it with POST /api/schemas; its uid follows from its text, resolver and revocable.',
  },
  attestation_malformed: {
    status: 400,
    exitCode: exitCodes.usage,
    message: 'this is not an off-chain attestation of EAS: {detail}',
    hint: 'Send the object as the EAS SDK made it, that as sig beside its signer, or a shareLink; numbers may be decimal text.',
  },
  attestation_not_valid: {
    status: 422,
    exitCode: exitCodes.refused,
    message: 'the attestation does not verify: {detail}',
    hint: 'Correct what is named and sign it again; POST /api/attestations/verify lists every check.',
  },
  attestation_differs: {
    status: 409,
    exitCode: exitCodes.refused,
    message: 'another attestation of {attester} with the uid {uid} is kept here, and this one is not',
    hint: 'A uid does not cover chain and contract: sign it again with a salt of its own, or read the kept one at its attester and uid.',
  },
  attestation_reference_missing: {
    status: 409,
    exitCode: exitCodes.missing,
    message: 'the attestation refers to {refUid}, which is not here',
    hint: 'Send that one first, then this one again.',
  },
  attestation_evidence_missing: {
    status: 409,
    exitCode: exitCodes.missing,
    message: 'the attestation names files that are not here: {sha256}',
    hint: 'Send them with POST /api/evidence, then the attestation again; files that nothing names are removed after a day.',
  },
  attestation_not_found: {
    status: 404,
    exitCode: exitCodes.usage,
    message: 'no attestation of {attester} with the uid {uid} is here',
    hint: 'Check both: one uid may be of several attesters.',
  },
  attestation_damaged: {
    status: 500,
    exitCode: exitCodes.failed,
    message: 'what the database has of the attestation of {attester} with the uid {uid} cannot be read',
    hint: 'Whoever runs this service runs ./aura reconcile attestations, and reads "Reconcile Attestations" in docs/runbooks/DR_RUNBOOK.md.',
  },
  revocation_malformed: {
    status: 400,
    exitCode: exitCodes.usage,
    message: 'this is not a signed revocation: {detail}',
    hint: 'Sign the typed data "Revoke" of docs/adr/0007 and send it with its signature.',
  },
  revocation_not_valid: {
    status: 422,
    exitCode: exitCodes.refused,
    message: 'the revocation does not hold: {detail}',
    hint: 'Only the attester can revoke, by signing for this very attestation, and only what was attested as revocable.',
  },
  chain_unavailable: {
    status: 503,
    exitCode: exitCodes.unavailable,
    message: 'whether the contract wallet signed this cannot be told now: {detail}',
    hint: 'Send it again later; if that happens every time, the operator checks the node in CHAIN_RPC_URLS.',
  },
  journal_store_missing: {
    status: 500,
    exitCode: exitCodes.missing,
    message: 'no backup store is known, where the copies of attestations would be',
    hint: 'Set JOURNAL_STORE_URL or BACKUP_STORE_URL, or name the stack with --stack.',
  },
})
