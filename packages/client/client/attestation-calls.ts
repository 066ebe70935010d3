import type { AttestationRevocation, AttestationSubmission, EasAttestation } from '../api/schemas.ts'
import { easContracts } from '../attestations/eas-contracts.ts'
import { prepareAttestation } from '../attestations/prepare-attestation.ts'
import { revocationTypedData } from '../attestations/revocation-typed-data.ts'
import { uploadEvidence } from '../evidence/upload-evidence.ts'
import { AuraProblem } from '../problems/aura-problem.ts'
import { invalidValue } from '../problems/own-problems.ts'
import { decodeSchemaData } from '../schema/decode-schema-data.ts'
import type { Transport } from '../transport/create-transport.ts'
import { signableTypedData } from '../wallet/signable-typed-data.ts'
import { signatureParts } from '../wallet/signature-parts.ts'
import type { AuraClient } from './aura-client.ts'
import { eachAttestation } from './each-attestation.ts'

type AttestationCalls = Pick<
  AuraClient,
  | 'registerSchema'
  | 'listSchemas'
  | 'getSchema'
  | 'attestationChainIds'
  | 'attest'
  | 'prepareAttestation'
  | 'submitAttestation'
  | 'submitSignedAttestation'
  | 'listAttestations'
  | 'eachAttestation'
  | 'getAttestation'
  | 'verifyAttestation'
  | 'decodeValues'
  | 'revokeAttestation'
  | 'prepareRevocation'
  | 'submitRevocation'
  | 'uploadEvidence'
  | 'evidenceUrl'
>

/** The calls about schemas, attestations and the files that they name. */
export function attestationCalls(transport: Transport): AttestationCalls {
  const { call } = transport
  const calls: AttestationCalls = {
    registerSchema: async ({ revocable = true, ...schema }, options) =>
      (await call('post', '/api/schemas', { body: { ...schema, revocable }, ...options })).body,
    listSchemas: async ({ signal, ...query } = {}) => (await call('get', '/api/schemas', { query, signal })).body,
    getSchema: async (uid, options) => (await call('get', '/api/schemas/{uid}', { path: { uid }, ...options })).body,

    attestationChainIds: [...easContracts.keys()],
    async attest(signer, draft, { chainId = signer.chainId, signal } = {}) {
      if (chainId === undefined) throw invalidValue('chainId', 'the signer is on no chain: say on which to attest')
      const prepared = prepareAttestation(draft, { chainId, attester: signer.address })
      const signature = await signer.signTypedData(signableTypedData(prepared.typedData))
      return await calls.submitAttestation(prepared, signature, { signal })
    },
    prepareAttestation: (draft, { chainId, attester }) => prepareAttestation(draft, { chainId, attester }),
    async submitAttestation({ attester, uid, typedData }, signature, options) {
      const sig = { version: 2, uid, ...typedData, signature: signatureParts(signature) } as unknown as EasAttestation
      // A signature does not say whose it should be, and a contract wallet's not even whose it is.
      return await calls.submitSignedAttestation({ sig, signer: attester }, options)
    },
    submitSignedAttestation: async (signed, options) =>
      (await call('post', '/api/attestations', { body: signed as AttestationSubmission, ...options })).body,
    listAttestations: async ({ signal, ...query } = {}) =>
      (await call('get', '/api/attestations', { query, signal })).body,
    eachAttestation: (options) => eachAttestation(calls.listAttestations, options),
    getAttestation: async ({ attester, uid }, options) =>
      (await call('get', '/api/attestations/{attester}/{uid}', { path: { attester, uid }, ...options })).body,
    verifyAttestation: async (submission, options) =>
      (await call('post', '/api/attestations/verify', { body: submission as AttestationSubmission, ...options })).body,
    decodeValues(fields, data) {
      try {
        return decodeSchemaData(fields, data)
      } catch (error) {
        if (error instanceof AuraProblem) return null
        throw error
      }
    },

    async revokeAttestation(signer, attestation, options) {
      const typedData = revocationTypedData(attestation)
      const signature = await signer.signTypedData(signableTypedData(typedData))
      return await calls.submitRevocation(attestation, typedData, signature, options)
    },
    prepareRevocation: (attestation) => revocationTypedData(attestation),
    async submitRevocation({ attester, uid }, typedData, signature, options) {
      const body = { ...typedData, signature: signatureParts(signature) } as unknown as AttestationRevocation
      const path = { attester, uid }
      return (await call('post', '/api/attestations/{attester}/{uid}/revoke', { path, body, ...options })).body
    },

    uploadEvidence: (file, options) => uploadEvidence(transport, file, options),
    evidenceUrl: (sha256) => `${transport.baseUrl}/api/evidence/${sha256}`,
  }
  return calls
}
