import type {
  Attestation,
  AttestationSchema,
  AttestationVerdict,
  AuraClient,
  Session,
  SignedIn,
  SignInNonce,
} from '@aura-sign/react'
import { createSiweMessage } from 'viem/siwe'
import { easContracts } from './eas-contracts.ts'
import { request } from './request.ts'
import { decodeValues } from './schema-values.ts'
import { prepareAttestation, prepareRevocation } from './typed-data.ts'
import { uploadEvidence } from './upload-evidence.ts'

/** The service that serves this page, for the hooks. */
export function createAuraClient(): AuraClient {
  return {
    async getNonce(options) {
      const { body, serverTime } = await post<Omit<SignInNonce, 'answeredAt'>>('/api/auth/nonce', options)
      return { ...body, answeredAt: serverTime ?? new Date() }
    },
    signInRequest(nonce, { address, chainId }) {
      const { domain, statement, uri, answeredAt: issuedAt } = nonce
      const expiresAt = new Date(nonce.expiresAt)
      const fields = { domain, statement, uri, chainId, nonce: nonce.nonce, issuedAt, expirationTime: expiresAt }
      const message = createSiweMessage({ ...fields, address: address as `0x${string}`, version: '1' })
      return { message, domain, address, chainId, statement, issuedAt, expiresAt }
    },
    verifySignIn: async (signed) => (await post<SignedIn>('/api/auth/verify', signed)).body,
    getSession: () => get<Session>('/api/auth/session'),
    signOut: async () => {
      await post('/api/auth/signout')
    },
    listSchemas: (options = {}) => get(`/api/schemas${queryOf(options)}`),
    getSchema: (uid) => get(`/api/schemas/${uid}`),
    registerSchema: async (schema) => (await post<AttestationSchema>('/api/schemas', schema)).body,
    attestationChainIds: [...easContracts.keys()],
    prepareAttestation,
    submitAttestation: async ({ typedData, uid }, signature) =>
      (await post<Attestation>('/api/attestations', { version: 2, uid, ...typedData, signature: partsOf(signature) }))
        .body,
    listAttestations: (options) => get(`/api/attestations${queryOf(options)}`),
    getAttestation: ({ attester, uid }) => get(`/api/attestations/${attester}/${uid}`),
    verifyAttestation: async (submission) =>
      (await post<AttestationVerdict>('/api/attestations/verify', submission)).body,
    decodeValues,
    prepareRevocation,
    submitRevocation: async ({ attester, uid }, typedData, signature) => {
      const path = `/api/attestations/${attester}/${uid}/revoke`
      return (await post<Attestation>(path, { ...typedData, signature: partsOf(signature) })).body
    },
    uploadEvidence,
  }
}

async function get<T>(path: string): Promise<T> {
  return (await request<T>('GET', path)).body
}

function post<T>(path: string, body?: unknown) {
  return request<T>('POST', path, { body })
}

function queryOf(parameters: object): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined)
  return given.length === 0 ? '' : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`
}

/** EAS keeps a key's signature in parts; a contract wallet's is any bytes. */
function partsOf(signature: string): string | { r: string; s: string; v: number } {
  if (!/^0x[0-9a-fA-F]{130}$/.test(signature)) return signature
  const v = Number.parseInt(signature.slice(130), 16)
  return { r: signature.slice(0, 66), s: `0x${signature.slice(66, 130)}`, v: v < 27 ? v + 27 : v }
}
