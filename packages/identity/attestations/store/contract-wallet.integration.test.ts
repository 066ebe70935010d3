import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import type { Hex } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { easObject } from '../eas-object.ts'
import { hashAttestation } from '../hash-attestation.ts'
import { hashRevocation } from '../hash-revocation.ts'
import { revocationObject } from '../revocation-typed-data.ts'
import type { SchemaDefinition } from '../schema/define-schema.ts'
import { type LocalChain, startLocalChain } from '../testing/local-chain.ts'
import { installSafe, type SafeFactory } from '../testing/safe-wallet.ts'
import { asJson, sdkAttestation, sdkVerifies, sdkWallet } from '../testing/sdk-attestation.ts'
import { attestationToSign } from '../testing/sign-attestation.ts'
import { acceptAttestation } from './accept-attestation.ts'
import { openChains, parseChainUrls } from './open-chains.ts'
import { revokeAttestation } from './revoke-attestation.ts'
import { dataOf, knownSchema, openTestStore, type TestStore } from './testing/open-test-store.ts'

const chainId = 11_155_111
const contract = '0xC2679fBD37d54388Ce493F1DB75320D236e1815e'
let database: TestDatabase
let chain: LocalChain
let makeSafe: SafeFactory
let store: TestStore
let schema: SchemaDefinition
beforeAll(async () => {
  database = await startTestDatabase()
  chain = await startLocalChain({ chainId })
  makeSafe = await installSafe(chain)
  store = openTestStore(database.sql, { chains: openChains(parseChainUrls(`${chainId}=${chain.url}`) ?? new Map()) })
  schema = await knownSchema(database.sql, 'string note')
})
afterAll(async () => {
  await chain?.[Symbol.asyncDispose]()
  await database?.close()
})

describe('a contract wallet', () => {
  it.each([
    ['that is deployed', true],
    ['that is not deployed yet', false],
  ])('%s attests and revokes, and what is kept is given even when its chain is gone', async (_which, isDeployed) => {
    const safe = await makeSafe(isDeployed ? 1n : 2n)
    if (isDeployed) await safe.deploy()
    const signed = async (hash: Buffer): Promise<Hex> => {
      const hex: Hex = `0x${hash.toString('hex')}`
      return isDeployed ? await safe.sign(hex) : await safe.signCounterfactual(hex)
    }
    const unsigned = attestationToSign({ ...{ schema: schema.uid, data: dataOf(schema, 'x'), chainId, contract } })
    const object = easObject({ ...unsigned, signature: await signed(hashAttestation(unsigned)) })
    // Without its signer a signature of 65 bytes is some key's: never the wallet's.
    const unnamed = await acceptAttestation(store, { object })
    expect(unnamed.ok && unnamed.attestation.attester).not.toBe(safe.address)
    const accepted = await acceptAttestation(store, { object, signer: safe.address })
    expect(accepted).toMatchObject({
      ok: true,
      created: true,
      attestation: { attester: safe.address, uid: object.uid },
    })
    const alone = openTestStore(database.sql)
    expect(await acceptAttestation(alone, { object, signer: safe.address })).toEqual({ ...accepted, created: false })

    const { uid, domain, message } = unsigned
    const revocation = { domain, message: { revoker: safe.address, schema: message.schema, uid, time: message.time } }
    const given = revocationObject({ ...revocation, signature: await signed(hashRevocation(revocation)) })
    const key = { attester: safe.address, uid, revocation: given }
    expect(await revokeAttestation(alone, key)).toMatchObject({ ok: false, reason: 'not_valid' })
    const revoked = await revokeAttestation(store, key)
    expect(revoked).toMatchObject({ ok: true, created: true })
    expect(await revokeAttestation(alone, key)).toEqual({ ...revoked, created: false })
  })
})

describe('the EAS SDK', () => {
  it.each([2, 1, 0] as const)('verifies what is kept of an attestation of version %i that it made', async (version) => {
    const made = await sdkAttestation({
      ...{ version, schema: schema.uid, data: dataOf(schema, 'x'), refUID: `0x${'0'.repeat(64)}` },
    })
    const accepted = await acceptAttestation(store, { object: asJson(made) })
    const kept = accepted.ok ? accepted.attestation : expect.fail(JSON.stringify(accepted))
    expect(kept.attester).toBe(sdkWallet.address)
    const { domain, ...rest } = kept.object
    const numbered = { ...rest, domain: { ...domain, chainId: BigInt(domain.chainId) } }
    const { time, expirationTime } = kept.object.message
    const message = {
      ...kept.object.message,
      time: BigInt(String(time)),
      expirationTime: BigInt(String(expirationTime)),
    }
    expect(sdkVerifies({ ...numbered, message }, version, sdkWallet.address)).toBe(true)
  })
})
