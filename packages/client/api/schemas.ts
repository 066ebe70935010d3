import type { components } from './openapi.ts'

type Schemas = components['schemas']

/** Stable codes that the service answers with. */
export type ServiceProblemCode = Schemas['Problem']['code']

/** What the service answers before a sign-in, and its own time when it did. */
export type SignInNonce = Schemas['SignInNonce'] & { readonly answeredAt: Date }
export type User = Schemas['User']
export type SignedIn = Schemas['SignedIn']
export type Session = SignedIn | { readonly user: null; readonly session: null }

export type Profile = Schemas['Profile']
export type SimilarIdentity = Schemas['SimilarIdentity']
export type Similarity = Schemas['Similarity']

export type AttestationSchema = Schemas['AttestationSchema']
export type AttestationSchemaPage = Schemas['AttestationSchemaPage']
/** An EAS off-chain attestation, as the EAS SDK verifies it. */
export type EasAttestation = Schemas['EasAttestation']
/** `{sig, signer}`, the object and whose it should be; `{shareLink}`, which says so too; or the object alone. */
export type AttestationSubmission = Schemas['AttestationSubmission']
/** The same with the bigints that the EAS SDK has in an object; they are sent as decimal text. */
export type SignedAttestation =
  | { readonly sig: WithBigints<EasAttestation>; readonly signer: string }
  | { readonly shareLink: string }
export type AttestationRevocation = Schemas['AttestationRevocation']
export type Attestation = Schemas['Attestation']
export type AttestationFormat = Attestation['format']
export type AttestationPage = Schemas['AttestationPage']
export type AttestationVerdict = Schemas['AttestationVerdict']
export type AttestationCheck = AttestationVerdict['checks'][number]
export type Signature = EasAttestation['signature']

export type Evidence = Schemas['Evidence']
export type Health = Schemas['Health']
export type Status = Schemas['Status']
export type TestJob = Schemas['Job']

type WithBigints<Part> = Part extends string
  ? string | number | bigint
  : Part extends object
    ? { readonly [Name in keyof Part]: WithBigints<Part[Name]> }
    : Part
