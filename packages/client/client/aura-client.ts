import type {
  Attestation,
  AttestationPage,
  AttestationSchema,
  AttestationSchemaPage,
  AttestationSubmission,
  AttestationVerdict,
  Evidence,
  Health,
  Profile,
  Session,
  SignedAttestation,
  SignedIn,
  SignInNonce,
  Similarity,
  Status,
  TestJob,
} from '../api/schemas.ts'
import type { AttestationDraft, PreparedAttestation } from '../attestations/prepare-attestation.ts'
import type { UploadOptions } from '../evidence/upload-evidence.ts'
import type { DecodedValue } from '../schema/decode-schema-data.ts'
import type { SignInRequest } from '../sign-in/sign-in-request.ts'
import type { CallOptions } from '../transport/create-transport.ts'
import type { AuraSigner } from '../wallet/aura-signer.ts'
import type { TypedData, TypedField } from '../wallet/typed-data.ts'

export interface AttestationFilters {
  readonly recipient?: string
  readonly attester?: string
  readonly schema?: string
  /** SHA-256 of a file, 64 lowercase hex digits. */
  readonly evidence?: string
  /** By when the service accepted it, from and including. RFC 3339. */
  readonly from?: string
  /** Up to and without. RFC 3339. */
  readonly to?: string
}

export interface PageOptions extends CallOptions {
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined
  readonly limit?: number
}

/** The first three are about valid attestations that an identity holds, one of which has to meet all of them that are given. */
export interface SimilarityFilter {
  readonly attestedBy?: string
  /** UID of the schema. */
  readonly schema?: string
  /** EIP-155 chain that it was made for. */
  readonly chainId?: number
  /** Signed in for the first time then or later. RFC 3339. */
  readonly createdSince?: string
}

/** Nearest to one of the three. */
export type SimilarityQuery = {
  /** 1 to 200, 10 by default. */
  readonly k?: number
  /** Who may be among the results. */
  readonly filter?: SimilarityFilter
  /** Cosine, -1 to 1: less similar identities are left out. */
  readonly minSimilarity?: number
} & ({ readonly address: string } | { readonly text: string } | { readonly embedding: readonly number[] })

/** All calls of a service. Each throws `AuraProblem`; none tries again by itself. */
export interface AuraClient {
  /** The session cookie as `name=value` where this client keeps it itself (outside of browsers), null without one. */
  readonly sessionCookie: string | null

  /** Nonce, message, signature, session. The chain is the signer's where the service takes it, else the service's first. */
  signIn(signer: AuraSigner, options?: CallOptions & { readonly chainId?: number }): Promise<SignedIn>
  /** A nonce is good for five minutes and one attempt. */
  getNonce(options?: CallOptions & { readonly address?: string }): Promise<SignInNonce>
  /** Writes the message; asks nobody. */
  signInRequest(nonce: SignInNonce, account: { readonly address: string; readonly chainId: number }): SignInRequest
  verifySignIn(
    signed: { readonly message: string; readonly signature: string },
    options?: CallOptions,
  ): Promise<SignedIn>
  /** Who is signed in; a visitor is no error. */
  getSession(options?: CallOptions): Promise<Session>
  signOut(options?: CallOptions): Promise<void>

  getProfile(options?: CallOptions): Promise<Profile>
  /** What you say of yourself; a worker computes its embedding. */
  setStatement(statement: string, options?: CallOptions): Promise<Profile>
  /** Whether searches find you. With false your embedding is gone before the answer. */
  setSearchable(searchable: boolean, options?: CallOptions): Promise<Profile>
  /** Deletes your statement and its embeddings, and takes you out of searches. Attestations stay: others signed them, or hold them. */
  deleteProfile(options?: CallOptions): Promise<void>
  findSimilar(query: SimilarityQuery, options?: CallOptions): Promise<Similarity>

  /** The same schema again is the one that is known. */
  registerSchema(
    schema: { readonly schema: string; readonly resolver?: string; readonly revocable?: boolean },
    options?: CallOptions,
  ): Promise<AttestationSchema>
  /** Newest first. */
  listSchemas(options?: PageOptions): Promise<AttestationSchemaPage>
  getSchema(uid: string, options?: CallOptions): Promise<AttestationSchema>

  /** The chains whose EAS contract is known: what can be attested on. */
  readonly attestationChainIds: readonly number[]
  /** Prepares, has it signed, and sends it. The chain is the signer's by default. */
  attest(
    signer: AuraSigner,
    draft: AttestationDraft,
    options?: CallOptions & { readonly chainId?: number },
  ): Promise<Attestation>
  /** Encodes the values; throws `AuraProblem` `value_invalid` that names the field. Asks nobody. */
  prepareAttestation(
    draft: AttestationDraft,
    options: {
      readonly chainId: number
      /** Whose account, or contract wallet, will sign it. */
      readonly attester: string
    },
  ): PreparedAttestation
  /** Sends it as its attester's: a signature that is not theirs is refused. */
  submitAttestation(prepared: PreparedAttestation, signature: string, options?: CallOptions): Promise<Attestation>
  /**
   * The same for what was signed elsewhere, as with the EAS SDK: the object and whose it should be, or a share link. It need not be the
   * attestation of whoever is signed in.
   */
  submitSignedAttestation(signed: SignedAttestation, options?: CallOptions): Promise<Attestation>
  /** One page, newest first. */
  listAttestations(options?: AttestationFilters & PageOptions): Promise<AttestationPage>
  /** All of them, newest first; pages are read as they are needed. */
  eachAttestation(
    options?: AttestationFilters & CallOptions & { readonly pageSize?: number },
  ): AsyncGenerator<Attestation, void, void>
  getAttestation(key: { readonly attester: string; readonly uid: string }, options?: CallOptions): Promise<Attestation>
  /**
   * The verdict on any EAS off-chain attestation, kept there or not, with every check. Say whose it should be, `{sig, signer}`: of an
   * object alone, any key's signature only tells which key made it: that is never `ok`, also where it is kept there.
   */
  verifyAttestation(
    submission: AttestationSubmission | SignedAttestation,
    options?: CallOptions,
  ): Promise<AttestationVerdict>
  /** Decodes data by a schema; null where it does not fit. */
  decodeValues(fields: readonly TypedField[], data: string): readonly DecodedValue[] | null

  /** Has the revocation signed, and sends it. Final. */
  revokeAttestation(signer: AuraSigner, attestation: Attestation, options?: CallOptions): Promise<Attestation>
  prepareRevocation(attestation: Attestation): TypedData
  submitRevocation(
    attestation: Pick<Attestation, 'attester' | 'uid'>,
    typedData: TypedData,
    signature: string,
    options?: CallOptions,
  ): Promise<Attestation>

  /** Keeps a file under its SHA-256, for attestations to name; one that none names is removed after a day. */
  uploadEvidence(file: Blob, options?: UploadOptions): Promise<Evidence>
  /** Where a file is downloaded. */
  evidenceUrl(sha256: string): string

  /** A service that is down is an answer too, as long as it answers. */
  getHealth(options?: CallOptions): Promise<Health>
  getStatus(options?: CallOptions): Promise<Status>
  /** Sends a job through the workers that does nothing. */
  submitTestJob(options?: CallOptions): Promise<{ readonly jobId: string }>
  getTestJob(jobId: string, options?: CallOptions): Promise<TestJob>
}
