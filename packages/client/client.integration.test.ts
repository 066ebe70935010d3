import { fileURLToPath } from 'node:url'
import { type LocalChain, startLocalChain } from '@aura-sign/identity/local-chain'
import { installSafe, type SafeFactory } from '@aura-sign/identity/safe-wallet'
import { EAS, Offchain } from '@ethereum-attestation-service/eas-sdk'
import { x } from 'tinyexec'
import { hashTypedData } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { easContracts } from './attestations/eas-contracts.ts'
import { readShareLink, shareLink } from './attestations/share-link.ts'
import { createAuraClient } from './client/create-aura-client.ts'
import type { AuraProblem } from './problems/aura-problem.ts'
import { encodeSchemaData } from './schema/encode-schema-data.ts'
import { startService, type TestService } from './testing/start-service.ts'
import type { SignableTypedData } from './wallet/aura-signer.ts'

/** More than the tests before need. */
const signInsMax = 40

const chainId = 11_155_111
let chain: LocalChain
let makeSafe: SafeFactory
let service: TestService
beforeAll(async () => {
  chain = await startLocalChain({ chainId })
  makeSafe = await installSafe(chain)
  service = await startService({
    AUTH_RATE_LIMIT_PER_MINUTE: String(signInsMax),
    CHAIN_RPC_URLS: `${chainId}=${chain.url}`,
  })
})
afterAll(async () => {
  await service?.[Symbol.asyncDispose]()
  await chain?.[Symbol.asyncDispose]()
})

const newSigner = () => privateKeyToAccount(generatePrivateKey())

async function signedIn() {
  const client = createAuraClient({ url: service.url })
  const signer = newSigner()
  await client.signIn(signer)
  return { client, signer }
}

function problemOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => expect.fail('it did not fail'),
    (error: unknown) => error,
  )
}

describe('a client', () => {
  it('signs in, keeps the session by itself, and signs out', async () => {
    const client = createAuraClient({ url: service.url })
    const signer = newSigner()
    expect(await client.getSession()).toEqual({ user: null, session: null })
    const { user } = await client.signIn(signer)
    expect(user.address).toBe(signer.address)
    expect(await client.getSession()).toMatchObject({ user })
    expect(client.sessionCookie).toMatch(/^aura_session=./)
    await client.signOut()
    expect([client.sessionCookie, await client.getSession()]).toEqual([null, { user: null, session: null }])
  })

  it('writes a statement, which the workers embed, and finds who is similar', async () => {
    const { client, signer } = await signedIn()
    const other = await signedIn()
    await client.setStatement('I keep bees and draw maps')
    await other.client.setStatement('bees and maps')
    for (const writer of [client, other.client]) {
      await expect.poll(async () => (await writer.getProfile()).embedding.state).toBe('ready')
    }
    const { results } = await client.findSimilar({ address: signer.address, k: 3 })
    expect(results.map(({ address }) => address)).toContain(other.signer.address)
    const byText = await client.findSimilar({ text: 'maps' })
    expect(byText.results[0]).toMatchObject({ reasons: [{ terms: expect.arrayContaining(['maps']) }] })
    expect((await client.findSimilar({ text: 'maps', minSimilarity: 1 })).results).toEqual([])
    const filter = { attestedBy: newSigner().address }
    expect((await client.findSimilar({ text: 'maps', filter })).results).toEqual([])
    expect((await other.client.setSearchable(false)).searchable).toBe(false)
    const found = (await client.findSimilar({ text: 'maps' })).results.map(({ address }) => address)
    expect(found).not.toContain(other.signer.address)
    await other.client.deleteProfile()
    expect((await other.client.getProfile()).statement).toBe(null)
  })

  it('attests with a file as evidence, lists, verifies, shares and revokes', async () => {
    const { client, signer } = await signedIn()
    const recipient = newSigner().address
    const sent: number[] = []
    const file = new Blob(['a'.repeat(200_000)], { type: 'text/plain' })
    const evidence = await client.uploadEvidence(file, { onProgress: ({ sentBytes }) => sent.push(sentBytes) })
    expect(evidence).toMatchObject({ sizeBytes: 200_000, mediaType: 'text/plain' })
    expect(sent).toEqual([65_536, 131_072, 196_608, 200_000])
    expect(await (await fetch(client.evidenceUrl(evidence.sha256))).text()).toBe(await file.text())

    const schema = await client.registerSchema({ schema: 'string note, uint8 score, bytes32 evidence' })
    expect(await client.getSchema(schema.uid)).toEqual(schema)
    expect((await client.listSchemas({ limit: 5 })).schemas).toContainEqual(schema)
    const values = { note: 'kept', score: 7, evidence: `0x${evidence.sha256}` }
    const made = []
    for (let count = 0; count < 3; count += 1) {
      made.push(await client.attest(signer, { schema, recipient, values }, { chainId }))
    }
    const [attestation = expect.fail()] = made
    expect(attestation).toMatchObject({ attester: signer.address, evidence: [evidence.sha256], journaled: true })
    expect(await client.getAttestation(attestation)).toEqual(attestation)
    const listed = await Array.fromAsync(client.eachAttestation({ recipient, pageSize: 2 }))
    expect(listed.map(({ uid }) => uid)).toEqual(made.map(({ uid }) => uid).reverse())

    expect(await client.verifyAttestation(attestation.object)).toMatchObject({
      ...{ ok: false, attester: signer.address, stored: { uid: attestation.uid } },
    })
    const named = { sig: attestation.object, signer: attestation.attester }
    expect(await client.verifyAttestation(named)).toMatchObject({ ok: true, attester: signer.address })
    const link = await shareLink(attestation, { page: `${service.url}/` })
    expect(await readShareLink(link ?? '')).toEqual(await readShareLink(attestation.shareLink ?? ''))
    expect(await client.verifyAttestation({ shareLink: link ?? '' })).toMatchObject({ ok: true })
    expect(await client.verifyAttestation(await readShareLink(link ?? ''))).toMatchObject({ ok: true })
    expect(client.decodeValues(schema.fields, attestation.object.message.data)).toEqual([
      { name: 'note', type: 'string', value: 'kept' },
      { name: 'score', type: 'uint8', value: '7' },
      { name: 'evidence', type: 'bytes32', value: `0x${evidence.sha256}` },
    ])

    const revoked = await client.revokeAttestation(signer, attestation)
    expect(revoked.revocation).toMatchObject({ journaled: true })
    expect(await client.verifyAttestation(named)).toMatchObject({
      ok: false,
      stored: { uid: attestation.uid },
    })
  })

  it('submits what the EAS SDK signed, as it is or as its share link, and nothing of which another is said to be the signer', async () => {
    const { client } = await signedIn()
    const schema = await client.registerSchema({ schema: 'string said' })
    const { contract, version } = easContracts.get(chainId) ?? expect.fail()
    const offchain = new Offchain({ address: contract, version, chainId: BigInt(chainId) }, 2, new EAS(contract))
    const wallet = newSigner()
    // What the SDK asks of a wallet of ethers.
    const sdkSigner = {
      getAddress: async () => wallet.address,
      signTypedData: async (domain: object, types: object, message: object) =>
        await wallet.signTypedData({ domain, types, primaryType: 'Attest', message } as never),
    }
    const sign = async (said: string) =>
      await offchain.signOffchainAttestation(
        {
          ...{ schema: schema.uid, recipient: wallet.address, time: BigInt(Math.floor(Date.now() / 1_000)) },
          ...{ expirationTime: 0n, revocable: true, refUID: `0x${'0'.repeat(64)}` },
          data: encodeSchemaData(schema.fields, { said }),
        },
        sdkSigner,
      )
    const [sig, other] = [await sign('one'), await sign('two')]
    const signer = wallet.address
    const kept = await client.submitSignedAttestation({ sig, signer })
    expect(kept).toMatchObject({ attester: signer, uid: sig.uid })
    expect(await client.verifyAttestation({ sig, signer })).toMatchObject({ ok: true, stored: { uid: sig.uid } })
    expect(await client.submitSignedAttestation({ shareLink: kept.shareLink ?? '' })).toEqual(kept)
    expect(await problemOf(client.submitSignedAttestation({ sig: other, signer: newSigner().address }))).toMatchObject({
      status: 422,
      code: 'attestation_not_valid',
    })
    expect((await client.listAttestations({ schema: schema.uid })).attestations).toHaveLength(1)
  })

  it("attests as a contract wallet, and nothing in another's name", async () => {
    const { client } = await signedIn()
    const safe = await makeSafe(1n)
    await safe.deploy()
    const wallet = {
      ...{ ...newSigner(), address: safe.address },
      signTypedData: async (typedData: SignableTypedData) => await safe.sign(hashTypedData(typedData as never)),
    }
    const schema = await client.registerSchema({ schema: 'string note' })
    const draft = { schema, recipient: safe.address, values: { note: 'ours' } }
    const attestation = await client.attest(wallet, draft, { chainId })
    expect(attestation.attester).toBe(safe.address)
    const named = { sig: attestation.object, signer: safe.address }
    expect(await client.verifyAttestation(named)).toMatchObject({ ok: true, signer: 'eip1271' })
    const liar = { ...newSigner(), address: newSigner().address }
    expect(await problemOf(client.attest(liar, draft, { chainId }))).toMatchObject({
      ...{ status: 422, code: 'attestation_not_valid', errors: [{ path: 'body.sig' }] },
    })
    const kept = await Array.fromAsync(client.eachAttestation({ schema: schema.uid }))
    expect(kept.map(({ uid }) => uid)).toEqual([attestation.uid])
  })

  it('says how the service is, and sends a test job through the workers', async () => {
    const client = createAuraClient({ url: `${service.url}/` })
    expect(await client.getHealth()).toMatchObject({ status: 'ok', components: { postgres: { status: 'ok' } } })
    expect(await client.getStatus()).toMatchObject({ jobs: { failed: 0 } })
    const { jobId } = await client.submitTestJob()
    await expect.poll(async () => (await client.getTestJob(jobId)).state).toBe('done')
  })

  it('is what the example attests and verifies with', async () => {
    const example = fileURLToPath(new URL('./example/attest.ts', import.meta.url))
    const { stdout, stderr, exitCode } = await x(process.execPath, [example, service.url], { timeout: 60_000 })
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    expect(stdout).toMatch(/^signed in as eip155:\S+\nattested: 0x[0-9a-f]{64}\n/)
    expect(stdout).toContain('verified: true, it says note = kept its promise, score = 9\n')
    expect(stdout).toContain('#attestation=')
  })

  it('says why the service refused: a field, a session that is missing, a sign-in, too many requests', async () => {
    const { client, signer } = await signedIn()
    const schema = await client.registerSchema({ schema: 'bytes32 evidence' })
    const values = { evidence: `0x${'12'.repeat(32)}` }
    const draft = { schema, recipient: signer.address, values }
    expect(await problemOf(client.attest(signer, draft, { chainId }))).toMatchObject({
      ...{ status: 409, code: 'attestation_evidence_missing', hint: expect.any(String), requestId: expect.any(String) },
    })
    expect(await problemOf(client.attest(signer, draft))).toMatchObject({ errors: [{ path: 'chainId' }] })
    expect(await problemOf(client.registerSchema({ schema: 'uint257 a' }))).toMatchObject({
      ...{ status: 400, code: 'schema_malformed', errors: [{ path: 'body.schema' }] },
    })
    expect(await problemOf(client.uploadEvidence(new Blob(['a'], { type: 'text/x-evil' })))).toMatchObject({
      ...{ status: 415, code: 'evidence_type_refused' },
    })
    const visitor = createAuraClient({ url: service.url })
    expect(await problemOf(visitor.getProfile())).toMatchObject({ status: 401, code: 'session_required' })
    const liar = { ...newSigner(), signMessage: newSigner().signMessage }
    expect(await problemOf(visitor.signIn(liar))).toMatchObject({ status: 401, code: 'sign_in_refused' })
    expect(await problemOf(visitor.signIn(newSigner(), { chainId: 5 }))).toMatchObject({
      errors: [{ path: 'chainId' }],
    })

    let limited: AuraProblem | undefined
    for (let count = 0; count < signInsMax && limited === undefined; count += 1) {
      limited = await visitor.getNonce().then(
        () => undefined,
        (error: AuraProblem) => error,
      )
    }
    expect(limited).toMatchObject({ status: 429, code: 'rate_limited', retryAfterSeconds: expect.any(Number) })
  })
})
