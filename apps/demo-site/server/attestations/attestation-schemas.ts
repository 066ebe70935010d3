import { z } from 'zod'

// The shapes of attestations in requests and answers.

const hex = (digits: string, description: string) =>
  z
    .string()
    .regex(new RegExp(`^0x[0-9a-fA-F]{${digits}}$`))
    .describe(description)

export const uidSchema = z
  .string()
  .regex(/^0x[0-9a-f]{64}$/, 'has to be 0x and 64 hexadecimal digits in lowercase')
  .describe('0x and 64 lowercase hex digits')

const rsvSchema = z.object({ r: hex('64', '32 bytes'), s: hex('64', '32 bytes'), v: z.number().int() })

const domainSchema = z.object({
  name: z.literal('EAS Attestation'),
  version: z.string(),
  chainId: z.string().describe('Decimal'),
  verifyingContract: hex('40', 'The EAS contract'),
})

const typesSchema = z.record(z.string(), z.array(z.object({ name: z.string(), type: z.string() })))

const signatureSchema = z.union([rsvSchema, z.string()]).describe("r, s and v; of contract wallets' any bytes in hex")

export const easObjectSchema = z
  .object({
    version: z.number().int().describe('2; 1 and 0 (legacy) are what earlier SDKs signed'),
    uid: z.string(),
    domain: domainSchema,
    primaryType: z.string(),
    types: typesSchema,
    message: z.object({
      version: z.number().int().optional(),
      schema: z.string(),
      recipient: z.string(),
      time: z.string().describe('Unix seconds, decimal'),
      expirationTime: z.string().describe('Unix seconds, decimal; 0 is never'),
      revocable: z.boolean(),
      refUID: z.string(),
      data: z.string().describe('ABI-encoded by the schema, at most 65,536 bytes'),
      salt: z.string().optional().describe('In version 2'),
    }),
    signature: signatureSchema,
  })
  .meta({ id: 'EasAttestation', description: 'An EAS off-chain attestation, as the EAS SDK verifies it' })

/** What a request may bring; read by `readSubmission` and `readAttestation`, which name what is wrong. */
export const submissionSchema = z
  .union([
    easObjectSchema,
    z.object({ sig: easObjectSchema, signer: z.string() }),
    z.object({ shareLink: z.string().max(200_000) }),
  ])
  .meta({
    id: 'AttestationSubmission',
    description:
      "{sig, signer}: the object and whose it should be; or a share link of EAS, which says so too; or the object alone, of which any 65 bytes of signature are some key's. Contract wallets' signatures need the signer. Numbers may be JSON numbers where they are exact.",
  })

export const revocationSchema = z
  .object({
    domain: domainSchema,
    primaryType: z.literal('Revoke'),
    types: typesSchema,
    message: z.object({
      version: z.number().int(),
      revoker: z.string(),
      schema: z.string(),
      uid: z.string(),
      time: z.string().describe('Unix seconds, decimal'),
    }),
    signature: signatureSchema,
  })
  .meta({ id: 'AttestationRevocation', description: 'EIP-712 typed data Revoke (docs/adr/0007) with its signature' })

export const attestationSchema = z
  .object({
    attester: z.string().describe('EIP-55'),
    uid: z.string(),
    format: z.enum(['offchain-v2', 'offchain-v1', 'legacy']),
    object: easObjectSchema,
    evidence: z.array(z.string()).describe('SHA-256 of the files that it names'),
    acceptedAt: z.iso.datetime(),
    journaled: z.boolean().describe('Whether its copy in the backup store is known to be there'),
    revocation: z
      .object({ revokedAt: z.iso.datetime(), journaled: z.boolean(), object: revocationSchema })
      .nullable()
      .describe('Final'),
    shareLink: z
      .string()
      .nullable()
      .optional()
      .describe("Not in lists; null where EAS' link cannot carry it, as for contract wallets"),
  })
  .meta({ id: 'Attestation' })

const checkSchema = z.object({
  name: z.string(),
  ok: z.boolean().nullable().describe('null: not made or not decided, and detail says why'),
  reason: z.string().optional(),
  field: z.string().optional(),
  detail: z.string(),
})

export const verdictSchema = z
  .object({
    ok: z.boolean().describe('No check failed, and the signature is whose it should be; never of an object alone'),
    checks: z.array(checkSchema).describe('Every check, in the order in which they are made'),
    attester: z
      .string()
      .nullable()
      .describe('Whose it is, when it is authentic; of an object alone only whose key made its signature'),
    signer: z.enum(['eoa', 'eip1271', 'eip6492']).nullable(),
    format: z.enum(['offchain-v2', 'offchain-v1', 'legacy']).nullable(),
    values: z
      .array(z.object({ name: z.string(), type: z.string(), value: z.unknown() }))
      .nullable()
      .describe('The data by its schema; integers are decimal text'),
    retryable: z.boolean().describe('The chain could not be asked: the verdict may be another later'),
    stored: attestationSchema
      .nullable()
      .describe('This very one, where it is kept here; that says nothing of whose it should be'),
  })
  .meta({ id: 'AttestationVerdict' })
