import type { Address, Hex } from 'viem'
import type { Attestation } from './attestation.ts'
import type { ChainClient } from './chain-client.ts'
import { type EasDeployment, easDeployments } from './eas-deployments.ts'
import { attestationUid, hashAttestation } from './hash-attestation.ts'
import { type ReadAttestationOptions, readAttestation } from './read-attestation.ts'
import { decodeSchemaData } from './schema/decode-schema-data.ts'
import type { SchemaDefinition } from './schema/define-schema.ts'
import type { SchemaDataReason } from './schema/schema-fault.ts'
import type { SchemaFieldValue } from './schema/schema-type.ts'
import { type SignatureRefusal, type SignerKind, verifySignature } from './verify-signature.ts'

/** In the order in which they are made. */
export const attestationChecks = [
  'shape',
  'types',
  'domain',
  'uid',
  'signature',
  'times',
  'expiry',
  'schema',
  'revocable',
  'data',
] as const

export type AttestationCheckName = (typeof attestationChecks)[number]

export type AttestationRefusal =
  | 'shape_malformed'
  | 'types_unknown'
  | 'domain_not_accepted'
  | 'uid_mismatch'
  | SignatureRefusal
  | 'time_in_future'
  | 'expired_at_birth'
  | 'expired'
  | 'schema_unknown'
  | 'schema_not_revocable'
  | SchemaDataReason

export interface AttestationCheck {
  readonly name: AttestationCheckName
  /** null: not made, and `detail` says why. */
  readonly ok: boolean | null
  /** Only of a check that failed. */
  readonly reason?: AttestationRefusal
  /** Only when a single part is at fault: `message.time`, `items[2].name`. */
  readonly field?: string
  /** For people; never repeats the input. */
  readonly detail: string
}

/** An attestation with nothing in it that was not signed, and by whom it was. */
export interface AuthenticAttestation {
  readonly attestation: Attestation
  readonly attester: Address
  readonly signer: SignerKind
}

export interface AttestationVerdict {
  /** No check failed, and the signature is whose it should be. */
  readonly ok: boolean
  /** Every one of `attestationChecks`, in their order. */
  readonly checks: readonly AttestationCheck[]
  /** Present when shape, types, domain, uid and signature are right, whatever the time and the schema say. */
  readonly authentic?: AuthenticAttestation
  /** The data by its schema, when that is known and fits. */
  readonly values?: readonly SchemaFieldValue[]
  /** The chain could not be asked: the same attestation may be accepted later. */
  readonly retryable: boolean
}

export interface VerifyAttestationOptions extends ReadAttestationOptions {
  /** An EAS off-chain attestation, parsed from JSON; see `readAttestation`. */
  readonly attestation: unknown
  /**
   * Address of the attester. Without it any key's signature would be right, also that of an altered object: it only tells whose it is, its
   * check is null and the verdict not `ok`.
   */
  readonly signer?: string
  readonly now: Date
  /** How far the attester's clock may be ahead; default 2 minutes. */
  readonly clockSkewMs?: number
  /** Contracts whose attestations are taken; default `easDeployments`. */
  readonly deployments?: readonly EasDeployment[]
  /** By chain id; without the chain's, contract wallets are refused. */
  readonly chains?: ReadonlyMap<number, ChainClient>
  /** For all calls to a chain together; default 5 seconds. */
  readonly chainTimeoutMs?: number
  /** Finds a schema by its uid, or undefined. Without it schema, revocable and data are not checked. */
  readonly findSchema?: (uid: Hex) => SchemaDefinition | undefined | Promise<SchemaDefinition | undefined>
}

/**
 * Verifies an EAS off-chain attestation (v2, v1 and legacy) and lists every check. No field is trusted: uid and signed hash
 * are computed from the message alone (EAS SDK; EIP-712), the signature is a key's or a contract wallet's (EIP-1271,
 * EIP-6492). Pure apart from `chains` and `findSchema`. Whether what `refUID` names exists, and whether the attestation
 * was revoked, a store knows.
 */
export async function verifyAttestation(options: VerifyAttestationOptions): Promise<AttestationVerdict> {
  const checks: AttestationCheck[] = []
  const read = readAttestation(options.attestation, options)
  if (!read.ok) return unreadable(read)
  const { attestation } = read
  checks.push(passed('shape', 'each part is there and well-formed'))
  checks.push(
    passed('types', attestation.version === 0 ? 'legacy: no version is signed' : `version ${attestation.version}`),
  )
  checks.push(checkDomain(attestation, options.deployments ?? easDeployments))
  checks.push(checkUid(attestation))
  if (checks.some(({ ok }) => ok === false)) return { ok: false, checks: filled(checks), retryable: false }
  const signature = await verifySignature({
    hash: hashAttestation(attestation),
    signature: attestation.signature,
    signer: options.signer,
    chainId: attestation.domain.chainId,
    chains: options.chains,
    chainTimeoutMs: options.chainTimeoutMs,
  })
  if (!signature.ok) {
    checks.push(failed('signature', signature.reason, signature.detail))
    const retryable = signature.reason === 'chain_unavailable' || signature.reason === 'chain_wrong'
    return { ok: false, checks: filled(checks), retryable }
  }
  checks.push(
    options.signer === undefined
      ? skipped('signature', `made by the key of ${signature.signer}; nobody said whose it should be`)
      : passed('signature', signatureDetails[signature.kind]),
    ...checkTimes(attestation, options),
  )
  const schema = await checkSchema(attestation, options)
  checks.push(...schema.checks)
  return {
    ok: options.signer !== undefined && checks.every(({ ok }) => ok !== false),
    checks,
    authentic: {
      attestation: { ...attestation, signature: signature.signature },
      attester: signature.signer,
      signer: signature.kind,
    },
    ...(schema.values && { values: schema.values }),
    retryable: false,
  }
}

const signatureDetails: Readonly<Record<SignerKind, string>> = {
  eoa: "the attester's key made it",
  eip1271: "the attester's contract takes it for its own",
  eip6492: "the attester's contract, which is not deployed yet, would take it for its own",
}

function unreadable(read: { check: 'shape' | 'types' | 'domain'; field: string; detail: string }): AttestationVerdict {
  const reasons = { shape: 'shape_malformed', types: 'types_unknown', domain: 'domain_not_accepted' } as const
  const place = read.field === '' ? {} : { field: read.field }
  const check = { name: read.check, ok: false, reason: reasons[read.check], ...place, detail: read.detail }
  return { ok: false, checks: filled([check]), retryable: false }
}

function checkDomain({ domain }: Attestation, deployments: readonly EasDeployment[]): AttestationCheck {
  const accepted = deployments.some(
    ({ chainId, contract }) =>
      chainId === domain.chainId && contract.toLowerCase() === domain.verifyingContract.toLowerCase(),
  )
  return accepted
    ? passed('domain', `chain ${domain.chainId}, EAS ${domain.version}`)
    : failed('domain', 'domain_not_accepted', 'its chain and contract are not among those that are accepted', 'domain')
}

function checkUid(attestation: Attestation): AttestationCheck {
  return attestationUid(attestation) === attestation.uid
    ? passed('uid', 'it follows from the message')
    : failed('uid', 'uid_mismatch', 'it does not follow from the message', 'uid')
}

function checkTimes({ message }: Attestation, options: VerifyAttestationOptions): AttestationCheck[] {
  const { time, expirationTime } = message
  // An invalid date has to refuse: compared with NaN, nothing is too late.
  const now = options.now.getTime()
  if (Number.isNaN(now)) throw new RangeError('now is not a date')
  const latest = BigInt(Math.floor((now + (options.clockSkewMs ?? 120_000)) / 1_000))
  const times =
    time > latest
      ? failed('times', 'time_in_future', 'it was made in the future', 'message.time')
      : expirationTime !== 0n && expirationTime <= time
        ? failed('times', 'expired_at_birth', 'it expired before or when it was made', 'message.expirationTime')
        : passed('times', 'it was made in the past')
  if (expirationTime === 0n) return [times, passed('expiry', 'it never expires')]
  const expiry =
    expirationTime * 1_000n <= BigInt(now)
      ? failed('expiry', 'expired', 'it has expired', 'message.expirationTime')
      : passed('expiry', 'it has not expired')
  return [times, expiry]
}

async function checkSchema(
  { message }: Attestation,
  options: VerifyAttestationOptions,
): Promise<{ checks: AttestationCheck[]; values?: readonly SchemaFieldValue[] }> {
  if (!options.findSchema) {
    return { checks: (['schema', 'revocable', 'data'] as const).map((name) => skipped(name, 'no schemas are at hand')) }
  }
  const schema = await options.findSchema(message.schema)
  if (schema?.uid !== message.schema) {
    const unknown = failed('schema', 'schema_unknown', 'its schema is not known here', 'message.schema')
    return { checks: [unknown, skipped('revocable', 'the schema decides'), skipped('data', 'the schema decides')] }
  }
  const revocable =
    message.revocable && !schema.revocable
      ? failed('revocable', 'schema_not_revocable', 'it is revocable, its schema is not', 'message.revocable')
      : passed('revocable', message.revocable ? 'it can be revoked' : 'it cannot be revoked')
  const decoded = decodeSchemaData(schema.fields, message.data, { bytesMax: message.data.length })
  const known = passed('schema', describeSchema(schema))
  if (decoded.ok) return { checks: [known, revocable, passed('data', 'it fits the schema')], values: decoded.values }
  const { reason, field, detail } = decoded
  return {
    checks: [known, revocable, failed('data', reason, field === '' ? detail : `${field}: ${detail}`, 'message.data')],
  }
}

/** EAS takes schemas without fields and with names that repeat: values are told apart by their place. */
function describeSchema({ fields }: SchemaDefinition): string {
  if (fields.length === 0) return 'its schema is known, and has no fields'
  const names = fields.map(({ name }) => name).filter((name) => name !== '')
  const repeated = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))]
  if (repeated.length === 0) return 'its schema is known'
  const shown = repeated.slice(0, shownNamesMax).map((name) => name.slice(0, shownLengthMax))
  return `its schema is known; more than one of its fields is called ${shown.join(', ')}: only their order tells them apart`
}

const shownNamesMax = 3
const shownLengthMax = 40

function passed(name: AttestationCheckName, detail: string): AttestationCheck {
  return { name, ok: true, detail }
}

function skipped(name: AttestationCheckName, detail: string): AttestationCheck {
  return { name, ok: null, detail }
}

function failed(
  name: AttestationCheckName,
  reason: AttestationRefusal,
  detail: string,
  field?: string,
): AttestationCheck {
  return { name, ok: false, reason, ...(field !== undefined && { field }), detail }
}

/** Adds the checks that an earlier failure left no ground for. */
function filled(made: readonly AttestationCheck[]): AttestationCheck[] {
  const failedFirst = made.find(({ ok }) => ok === false)?.name ?? ''
  return attestationChecks.map(
    (name) => made.find((check) => check.name === name) ?? skipped(name, `not made, because ${failedFirst} failed`),
  )
}
