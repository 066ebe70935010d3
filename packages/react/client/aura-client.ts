// What the hooks need of a client of the service, and the shapes that it answers with (docs/openapi.json).

/** What the service answers before a sign-in. */
export interface SignInNonce {
  readonly nonce: string
  readonly expiresAt: string
  /** The RFC 3986 authority that asks for the sign-in (EIP-4361 `domain`), from the service's configuration. */
  readonly domain: string
  readonly uri: string
  readonly chainIds: readonly number[]
  readonly statement: string
  /** The service's own time when it answered. */
  readonly answeredAt: Date
}

/** Everything a person has to know before signing in, and the exact text (EIP-4361) that will be signed. */
export interface SignInRequest {
  readonly message: string
  readonly domain: string
  readonly address: string
  readonly chainId: number
  readonly statement: string
  /** Both by the service's clock. */
  readonly issuedAt: Date
  readonly expiresAt: Date
}

export interface User {
  readonly id: string
  /** CAIP-10 account, for example `eip155:1:0x…`. */
  readonly account: string
  readonly address: string
}

export interface SignedIn {
  readonly user: User
  readonly session: { readonly id: string; readonly expiresAt: string }
}

export type Session = SignedIn | { readonly user: null; readonly session: null }

export interface TypedField {
  readonly name: string
  readonly type: string
}

export type Signature = string | { readonly r: string; readonly s: string; readonly v: number }

/** What a wallet is asked to sign (EIP-712); integers that may be large are decimal text. */
export interface TypedData {
  readonly domain: {
    readonly name: string
    readonly version: string
    readonly chainId: string
    readonly verifyingContract: string
  }
  readonly primaryType: string
  readonly types: Readonly<Record<string, readonly TypedField[]>>
  readonly message: Readonly<Record<string, string | number | boolean>>
}

export interface EasAttestation extends TypedData {
  readonly version: number
  readonly uid: string
  readonly signature: Signature
}

export interface AttestationRevocation extends TypedData {
  readonly signature: Signature
}

export type AttestationFormat = 'offchain-v2' | 'offchain-v1' | 'legacy'

export interface Attestation {
  readonly attester: string
  readonly uid: string
  readonly format: AttestationFormat
  readonly object: EasAttestation
  /** SHA-256 of the files that it names, in lowercase hex. */
  readonly evidence: readonly string[]
  readonly acceptedAt: string
  /** Whether its copy in the backup store is known to be there. */
  readonly journaled: boolean
  readonly revocation: {
    readonly revokedAt: string
    readonly journaled: boolean
    readonly object: AttestationRevocation
  } | null
  /** Not in lists; null where EAS' link cannot carry it. */
  readonly shareLink?: string | null | undefined
}

export interface AttestationSchema {
  readonly uid: string
  readonly schema: string
  readonly resolver: string
  readonly revocable: boolean
  readonly fields: readonly TypedField[]
  readonly registeredAt: string
}

export interface DecodedValue extends TypedField {
  /** Integers are decimal text, arrays lists, tuples lists of these. */
  readonly value: unknown
}

export interface AttestationCheck {
  readonly name: string
  /** null: not made, and `detail` says why. */
  readonly ok: boolean | null
  readonly reason?: string | undefined
  readonly field?: string | undefined
  readonly detail: string
}

export interface AttestationVerdict {
  readonly ok: boolean
  readonly checks: readonly AttestationCheck[]
  readonly attester: string | null
  readonly signer: 'eoa' | 'eip1271' | 'eip6492' | null
  readonly format: AttestationFormat | null
  readonly values: readonly DecodedValue[] | null
  readonly retryable: boolean
  readonly stored: Attestation | null
}

export interface Evidence {
  readonly sha256: string
  readonly sizeBytes: number
  readonly mediaType: string
  readonly uploadedAt: string
}

/** The object, `{sig, signer}`, or `{shareLink}`. */
export type AttestationSubmission = unknown

export interface AttestationFilters {
  readonly recipient?: string
  readonly attester?: string
  readonly schema?: string
  readonly evidence?: string
  readonly from?: string
  readonly to?: string
}

export interface AttestationDraft {
  readonly schema: AttestationSchema
  readonly recipient: string
  /** In the order of the schema, with its names; integers as decimal text. */
  readonly values: readonly { readonly name: string; readonly value: unknown }[]
  readonly expiresAt?: Date | null
  readonly revocable?: boolean
  readonly refUid?: string
}

/** An attestation with everything but its signature. */
export interface PreparedAttestation {
  readonly uid: string
  readonly typedData: TypedData
  readonly values: readonly DecodedValue[]
}

export interface AuraClient {
  getNonce(options: { readonly address: string }): Promise<SignInNonce>
  /** Writes the message; asks nobody. */
  signInRequest(nonce: SignInNonce, account: { readonly address: string; readonly chainId: number }): SignInRequest
  verifySignIn(signed: { readonly message: string; readonly signature: string }): Promise<SignedIn>
  getSession(): Promise<Session>
  signOut(): Promise<void>
  listSchemas(options?: {
    readonly cursor?: string | undefined
  }): Promise<{ readonly schemas: readonly AttestationSchema[]; readonly nextCursor: string | null }>
  getSchema(uid: string): Promise<AttestationSchema>
  registerSchema(schema: { readonly schema: string; readonly revocable?: boolean }): Promise<AttestationSchema>
  /** The chains whose EAS contract is known: what can be attested on. */
  readonly attestationChainIds: readonly number[]
  /** Encodes the values; throws `AuraProblem` with code `value_invalid` that names the field. Asks nobody. */
  prepareAttestation(draft: AttestationDraft, options: { readonly chainId: number }): PreparedAttestation
  submitAttestation(prepared: PreparedAttestation, signature: string): Promise<Attestation>
  listAttestations(
    options: AttestationFilters & { readonly cursor?: string | undefined; readonly limit?: number },
  ): Promise<{ readonly attestations: readonly Attestation[]; readonly nextCursor: string | null }>
  getAttestation(key: { readonly attester: string; readonly uid: string }): Promise<Attestation>
  verifyAttestation(submission: AttestationSubmission): Promise<AttestationVerdict>
  /** Decodes data by a schema; null where it does not fit. */
  decodeValues(fields: readonly TypedField[], data: string): readonly DecodedValue[] | null
  prepareRevocation(attestation: Attestation): TypedData
  submitRevocation(attestation: Attestation, typedData: TypedData, signature: string): Promise<Attestation>
  uploadEvidence(
    file: Blob,
    options?: {
      readonly onProgress?: (progress: { readonly sentBytes: number }) => void
      readonly signal?: AbortSignal
    },
  ): Promise<Evidence>
}
