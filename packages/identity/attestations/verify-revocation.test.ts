import fc from 'fast-check'
import { hashTypedData, type TypedDataDefinition } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { describe, expect, it } from 'vitest'
import type { Attestation } from './attestation.ts'
import { hashRevocation } from './hash-revocation.ts'
import { readRevocation } from './read-revocation.ts'
import type { RevocationMessage } from './revocation.ts'
import { revocationObject, revocationTypedData } from './revocation-typed-data.ts'
import { arbitraryAttestation } from './testing/arbitrary-attestation.ts'
import { sdkAttestation, sdkNow, sdkWallet } from './testing/sdk-attestation.ts'
import { verifyAttestation } from './verify-attestation.ts'
import { type RevocationRefusal, type VerifyRevocationOptions, verifyRevocation } from './verify-revocation.ts'

const account = privateKeyToAccount(`0x${'42'.repeat(32)}`)
const stranger = privateKeyToAccount(`0x${'43'.repeat(32)}`)
const authentic = await authenticOf({})
const { attestation } = authentic
const message: RevocationMessage = {
  revoker: account.address,
  schema: attestation.message.schema,
  uid: attestation.uid,
  time: attestation.message.time + 10n,
}

async function authenticOf(change: { revocable?: boolean }) {
  const verdict = await verifyAttestation({
    attestation: await sdkAttestation(change),
    signer: sdkWallet.address,
    now: sdkNow,
  })
  return verdict.authentic ?? expect.fail()
}

/** Signed through viem's generic encoder, as a wallet does. */
async function signed(
  change: Partial<RevocationMessage> = {},
  domain: Partial<Attestation['domain']> = {},
  signer = account,
): Promise<Record<string, unknown>> {
  const typedData = revocationTypedData({ ...attestation.domain, ...domain }, { ...message, ...change })
  const signature = await signer.signTypedData(generic(typedData))
  return { ...typedData, signature }
}

function generic(typedData: ReturnType<typeof revocationTypedData>): TypedDataDefinition {
  const domain = { ...typedData.domain, chainId: BigInt(typedData.domain.chainId) }
  return { ...typedData, domain } as unknown as TypedDataDefinition
}

function verify(revocation: unknown, options: Partial<VerifyRevocationOptions> = {}) {
  return verifyRevocation({ revocation, attestation: authentic, now: sdkNow, ...options })
}

describe('verifyRevocation', () => {
  it('accepts what the attester signed with a wallet, and what is stored of it', async () => {
    const verdict = await verify(JSON.parse(JSON.stringify(await signed())))
    expect(verdict).toMatchObject({ ok: true, signer: 'eoa', revocation: { message } })
    const stored = JSON.parse(JSON.stringify(revocationObject(verdict.ok ? verdict.revocation : expect.fail())))
    expect(await verify(stored)).toEqual(verdict)
  })

  it('hashes as the generic EIP-712 encoder does, for any revocation', () => {
    fc.assert(
      fc.property(arbitraryAttestation, ({ domain, message: { schema, recipient, time }, uid, signature }) => {
        const any = { domain, message: { revoker: recipient, schema, uid, time }, signature }
        const hash = hashTypedData(generic(revocationTypedData(domain, any.message)))
        expect(`0x${hashRevocation(any).toString('hex')}`).toBe(hash)
        expect(readRevocation(revocationObject(any))).toEqual({ ok: true, revocation: any })
      }),
    )
  })
})

const other = `0x${'77'.repeat(32)}` as const

const plants: Partial<Record<RevocationRefusal, readonly (readonly [what: string, plant: () => Promise<unknown>])[]>> =
  {
    shape_malformed: [
      ['nothing', async () => undefined],
      ['an attestation', async () => await sdkAttestation()],
      ['no signature', async () => ({ ...(await signed()), signature: undefined })],
      ['another type', async () => ({ ...(await signed()), primaryType: 'Attest' })],
      ['types with EIP712Domain', async () => plantTypes({ EIP712Domain: [] })],
      ['a part that nobody signed', async () => plantMessage({ reason: 'fraud' })],
      ['another version', async () => plantMessage({ version: 2 })],
      ['a time beyond uint64', async () => plantMessage({ time: String(2n ** 64n) })],
      ['a uid in capitals', async () => plantMessage({ uid: `0x${'AB'.repeat(32)}` })],
    ],
    uid_mismatch: [['another attestation', async () => await signed({ uid: other })]],
    schema_mismatch: [['another schema', async () => await signed({ schema: other })]],
    revoker_mismatch: [['a stranger', async () => await signed({ revoker: stranger.address }, {}, stranger)]],
    domain_mismatch: [
      ['another chain', async () => await signed({}, { chainId: 10 })],
      ['another contract', async () => await signed({}, { verifyingContract: stranger.address })],
      ['another version of EAS', async () => await signed({}, { version: '1.4.0' })],
    ],
    time_in_future: [['a time beyond the skew', async () => await signed({ time: message.time + 141n })]],
    revoked_before_birth: [['a time before the attestation', async () => await signed({ time: message.time - 131n })]],
    signer_mismatch: [
      ['a stranger in the name of the attester', async () => await signed({}, {}, stranger)],
      ['an altered time', async () => plantMessage({ time: String(message.time - 1n) })],
    ],
    signature_length: [['half a signature', async () => ({ ...(await signed()), signature: '0x1234' })]],
  }

describe('verifyRevocation refuses', () => {
  for (const [reason, cases] of Object.entries(plants)) {
    it.each(cases)(`${reason}: %s`, async (_what, plant) => {
      expect(await verify(await plant())).toMatchObject({ ok: false, reason, retryable: false })
    })
  }

  it('to revoke what is not revocable', async () => {
    const final = await authenticOf({ revocable: false })
    const revocation = await signed({ uid: final.attestation.uid })
    expect(await verify(revocation, { attestation: final })).toMatchObject({ ok: false, reason: 'not_revocable' })
  })

  it('nothing within the skew of the clocks', async () => {
    expect(await verify(await signed({ time: message.time + 139n }))).toMatchObject({ ok: true })
    expect(await verify(await signed({ time: message.time - 129n }))).toMatchObject({ ok: true })
  })

  it('for now, when the chain of a contract wallet does not answer', async () => {
    const chains = new Map([[1, { request: () => Promise.reject(new Error('down')) }]])
    const revocation = { ...(await signed()), signature: `0x${'11'.repeat(70)}` }
    expect(await verify(revocation, { chains })).toMatchObject({ reason: 'chain_unavailable', retryable: true })
  })
})

async function plantMessage(change: object): Promise<unknown> {
  const revocation = await signed()
  return { ...revocation, message: { ...(revocation.message as object), ...change } }
}

async function plantTypes(change: object): Promise<unknown> {
  const revocation = await signed()
  return { ...revocation, types: { ...(revocation.types as object), ...change } }
}
