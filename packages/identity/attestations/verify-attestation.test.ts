import fc from 'fast-check'
import { privateKeyToAccount } from 'viem/accounts'
import { describe, expect, it } from 'vitest'
import type { AttestationVersion } from './attestation.ts'
import { easObject } from './eas-object.ts'
import { attestationUid, hashAttestation } from './hash-attestation.ts'
import { defineSchema } from './schema/define-schema.ts'
import { arbitraryAttestation } from './testing/arbitrary-attestation.ts'
import {
  asJson,
  otherWallet,
  sdkAttestation,
  sdkNow,
  sdkParameters,
  sdkVerifies,
  sdkWallet,
} from './testing/sdk-attestation.ts'
import { attestationChecks, type VerifyAttestationOptions, verifyAttestation } from './verify-attestation.ts'

const versions: readonly AttestationVersion[] = [0, 1, 2]
const curveOrder = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
const signer = sdkWallet.address

function verify(attestation: unknown, options: Partial<VerifyAttestationOptions> = {}) {
  return verifyAttestation({ attestation, signer, now: sdkNow, ...options })
}

/** The reason of the check that failed first, or ok. */
async function outcome(attestation: unknown, options: Partial<VerifyAttestationOptions> = {}): Promise<string> {
  const verdict = await verify(attestation, options)
  expect(verdict.checks.map(({ name }) => name)).toEqual(attestationChecks)
  const first = verdict.checks.find(({ ok }) => ok === false)
  expect(verdict.ok).toBe(first === undefined)
  return first ? `${first.name}: ${first.reason}` : 'ok'
}

describe('verifyAttestation', () => {
  it.each(versions)(
    'accepts what the SDK signs, in memory and as JSON, and says that it is version %i',
    async (version) => {
      const signed = await sdkAttestation({ version })
      for (const form of [signed, asJson(signed)]) {
        const verdict = await verify(form)
        expect(verdict).toMatchObject({
          ok: true,
          authentic: { attester: signer, signer: 'eoa', attestation: { version, uid: signed.uid } },
          retryable: false,
        })
        expect(verdict.checks[1]?.detail).toBe(version === 0 ? 'legacy: no version is signed' : `version ${version}`)
        expect(sdkVerifies(easObject(verdict.authentic?.attestation ?? expect.fail()), version, signer)).toBe(true)
      }
    },
  )

  it('signs and hashes so that the SDK accepts ours, for any attestation', async () => {
    const account = privateKeyToAccount(`0x${'42'.repeat(32)}`)
    const mainnet = {
      version: '1.2.0',
      chainId: 1,
      verifyingContract: '0xA1207F3BBa224E2c9c3c6D5aF63D0eb1582Ce587',
    } as const
    await fc.assert(
      fc.asyncProperty(arbitraryAttestation, async (any) => {
        const attestation = { ...any, domain: mainnet, uid: attestationUid(any) }
        const hex = await account.sign({ hash: `0x${hashAttestation(attestation).toString('hex')}` })
        const ours = JSON.parse(JSON.stringify({ ...easObject(attestation), signature: hex }))
        const verdict = await verify(ours)
        expect(verdict.authentic?.attester).toBe(signer)
        expect(sdkVerifies(easObject(verdict.authentic?.attestation ?? expect.fail()), any.version, signer)).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  it('accepts the three ways in which the first SDKs named the legacy type', async () => {
    const signed = asJson(await sdkAttestation({ version: 0 }))
    const fields = (signed as unknown as Loose).types.Attestation
    expect(await outcome(signed)).toBe('ok')
    // A share link names it like this; the name that was signed is the one in `types`.
    const account = privateKeyToAccount(`0x${'42'.repeat(32)}`)
    for (const primaryType of ['Attest', 'Attestation']) {
      const renamed = { ...signed, primaryType, types: { Attest: fields } }
      expect(await outcome(renamed)).toBe('signature: signer_mismatch')
      const read = await verify(renamed, { signer: undefined as never })
      const hash = hashAttestation({ ...(read.authentic?.attestation ?? expect.fail()) })
      const resigned = { ...renamed, signature: await account.sign({ hash: `0x${hash.toString('hex')}` }) }
      const accepted = await verify(resigned)
      expect(accepted.ok).toBe(true)
      expect(sdkVerifies(easObject(accepted.authentic?.attestation ?? expect.fail()), 0, signer)).toBe(true)
    }
    expect(await outcome({ ...signed, primaryType: 'Attest' })).toBe('types: types_unknown')
  })

  it('takes r, s and v beside the message, and v as 0 and 1, to the same attestation', async () => {
    const { signature, ...rest } = asJson(await sdkAttestation({ version: 1 })) as unknown as {
      signature: { r: string; s: string; v: number }
      version: number
    }
    const { version: _, ...old } = { ...rest, ...signature }
    const plain = await verify({ ...rest, signature })
    expect((await verify(old)).authentic).toEqual(plain.authentic)
    expect((await verify({ ...rest, signature: { ...signature, v: signature.v - 27 } })).authentic).toEqual(
      plain.authentic,
    )
  })

  it('tells whose signature it is when nobody is said to have signed', async () => {
    const verdict = await verifyAttestation({ attestation: await sdkAttestation(), now: sdkNow })
    expect(verdict).toMatchObject({ ok: false, authentic: { attester: signer } })
    expect(verdict.checks.filter(({ ok }) => ok !== true).slice(0, 1)).toEqual([
      { name: 'signature', ok: null, detail: `made by the key of ${signer}; nobody said whose it should be` },
    ])
  })

  it('refuses each altered field, as the SDK does', async () => {
    for (const version of versions) {
      const signed = asJson(await sdkAttestation({ version }))
      const alterations = alterationsOf(signed).filter(([path]) => !path.startsWith('message.salt') || version === 2)
      expect(alterations.length).toBeGreaterThan(60)
      for (const [path, altered] of alterations) {
        expect(await outcome(altered), `${version} ${path}`).not.toBe('ok')
        // Versions that are not signed, at which the SDK does not look.
        const unsigned = path === 'version' || (version === 0 && path === 'message.version')
        if (!unsigned) expect(sdkVerifies(altered, version, signer), `${version} ${path}`).toBe(false)
      }
    }
  })

  it('refuses an altered message whose uid was computed anew', async () => {
    const signed = await sdkAttestation()
    for (const change of [
      { data: '0x' },
      { revocable: false },
      { expirationTime: 0n },
      { salt: `0x${'00'.repeat(32)}` },
    ]) {
      const { uid, message } = await sdkAttestation(change)
      expect(await outcome({ ...signed, uid, message })).toBe('signature: signer_mismatch')
    }
  })

  it('refuses the uid of another attestation and the signature of another attester', async () => {
    const [signed, other] = [await sdkAttestation(), await sdkAttestation({ data: '0x02' })]
    const { signature } = await sdkAttestation({ wallet: otherWallet })
    expect(await outcome({ ...signed, uid: other.uid })).toBe('uid: uid_mismatch')
    expect(await outcome({ ...signed, signature })).toBe('signature: signer_mismatch')
    expect(await outcome(signed, { signer: otherWallet.address })).toBe('signature: signer_mismatch')
    expect(await outcome(signed, { signer: '0x12' })).toBe('signature: signer_malformed')
    expect(await outcome(signed, { signer: `0x${'0'.repeat(40)}` })).toBe('signature: signer_malformed')
  })

  it('refuses the mirrored signature, which would be a second one for the same', async () => {
    const signed = await sdkAttestation()
    const s = `0x${(curveOrder - BigInt(signed.signature.s)).toString(16).padStart(64, '0')}`
    const mirrored = { ...signed, signature: { ...signed.signature, s, v: 55 - signed.signature.v } }
    expect(await outcome(mirrored)).toBe('signature: signature_high_s')
    expect(sdkVerifies(mirrored, 2, signer)).toBe(false)
  })
})

describe('verifyAttestation refuses as malformed', () => {
  const plants: readonly [what: string, expected: string, plant: (signed: Loose) => unknown][] = [
    ['nothing', 'shape:', () => undefined],
    ['a list', 'shape:', () => []],
    ['text', 'shape:', (signed) => JSON.stringify(signed)],
    [
      'types that a prototype holds',
      'shape:types',
      ({ types, ...rest }) => Object.assign(Object.create({ types }), rest),
    ],
    [
      'types with EIP712Domain',
      'types:types',
      (signed) => ({ ...signed, types: { ...signed.types, EIP712Domain: [] } }),
    ],
    ['types with one more', 'types:types', (signed) => ({ ...signed, types: { ...signed.types, Other: [] } })],
    [
      'types in another order',
      'types:types',
      (signed) => ({ ...signed, types: { Attest: signed.types.Attest?.toReversed() } }),
    ],
    [
      'types of another version',
      'shape:version',
      (signed) => ({ ...signed, types: { Attest: signed.types.Attest?.slice(0, -1) } }),
    ],
    [
      'a type with a third part',
      'types:types',
      (signed) => ({ ...signed, types: { Attest: signed.types.Attest?.map((field) => ({ ...field, x: 1 })) } }),
    ],
    [
      'version 1 in the message',
      'shape:message.version',
      (signed) => ({ ...signed, message: { ...signed.message, version: 1 } }),
    ],
    ['version 3', 'shape:version', (signed) => ({ ...signed, version: 3 })],
    ['no version', 'shape:version', ({ version: _, ...rest }) => rest],
    [
      'a schema in capitals',
      'shape:message.schema',
      (signed) => ({ ...signed, message: { ...signed.message, schema: `0x${'1A'.repeat(32)}` } }),
    ],
    [
      'a time beyond uint64',
      'shape:message.time',
      (signed) => ({ ...signed, message: { ...signed.message, time: String(2n ** 64n) } }),
    ],
    ['a negative time', 'shape:message.time', (signed) => ({ ...signed, message: { ...signed.message, time: -1 } })],
    [
      'a time that is not exact',
      'shape:message.time',
      (signed) => ({ ...signed, message: { ...signed.message, time: 2 ** 53 } }),
    ],
    ['a time in hex', 'shape:message.time', (signed) => ({ ...signed, message: { ...signed.message, time: '0x10' } })],
    [
      'an expiration of a million digits',
      'shape:message.expirationTime',
      (signed) => ({ ...signed, message: { ...signed.message, expirationTime: '9'.repeat(1e6) } }),
    ],
    [
      'revocable as text',
      'shape:message.revocable',
      (signed) => ({ ...signed, message: { ...signed.message, revocable: 'false' } }),
    ],
    [
      'a part that nobody signed',
      'shape:message',
      (signed) => ({ ...signed, message: { ...signed.message, note: 'paid' } }),
    ],
    ['a domain with salt', 'shape:domain', (signed) => ({ ...signed, domain: { ...signed.domain, salt: '0x' } })],
    ['no salt', 'shape:message.salt', (signed) => ({ ...signed, message: { ...signed.message, salt: null } })],
    [
      'a recipient with a wrong checksum',
      'shape:message.recipient',
      (signed) => ({ ...signed, message: { ...signed.message, recipient: sdkParameters.recipient.replace('a', 'A') } }),
    ],
    [
      'data of half a byte',
      'shape:message.data',
      (signed) => ({ ...signed, message: { ...signed.message, data: '0x0' } }),
    ],
    [
      'data beyond the bound',
      'shape:message.data',
      (signed) => ({ ...signed, message: { ...signed.message, data: `0x${'00'.repeat(65_537)}` } }),
    ],
    ['a uid in capitals', 'shape:uid', (signed) => ({ ...signed, uid: signed.uid.toUpperCase().replace('0X', '0x') })],
    ['no signature', 'shape:signature', ({ signature: _, ...rest }) => rest],
    ['an empty signature', 'shape:signature', (signed) => ({ ...signed, signature: '0x' })],
    [
      'a signature beyond the bound',
      'shape:signature',
      (signed) => ({ ...signed, signature: `0x${'00'.repeat(8_193)}` }),
    ],
    ['v beyond a byte', 'shape:signature.v', (signed) => ({ ...signed, signature: { ...signed.signature, v: 256 } })],
    [
      'another domain name',
      'domain:domain.name',
      (signed) => ({ ...signed, domain: { ...signed.domain, name: 'EAS' } }),
    ],
    ['another chain', 'domain:domain', (signed) => ({ ...signed, domain: { ...signed.domain, chainId: '31337' } })],
    [
      'a contract of another chain',
      'domain:domain',
      (signed) => ({ ...signed, domain: { ...signed.domain, chainId: '10' } }),
    ],
    [
      'a version that is none',
      'shape:domain.version',
      (signed) => ({ ...signed, domain: { ...signed.domain, version: 'x' } }),
    ],
    [
      'a chain beyond exact integers',
      'shape:domain.chainId',
      (signed) => ({ ...signed, domain: { ...signed.domain, chainId: String(2n ** 255n) } }),
    ],
  ]

  it.each(plants)('%s', async (_what, expected, plant) => {
    const verdict = await verify(plant(asJson(await sdkAttestation()) as unknown as Loose))
    const check = verdict.checks.find(({ ok }) => ok === false)
    expect(`${check?.name}:${check?.field ?? ''}`).toBe(expected)
    expect(verdict).not.toHaveProperty('authentic')
    expect(verdict.checks.filter(({ name }) => name === 'signature')).toMatchObject([{ ok: null }])
  })
})

describe('verifyAttestation judges', () => {
  const day = 86_400n
  const { time } = sdkParameters

  it.each([
    ['a time within the skew', { time: time + 149n, expirationTime: 0n }, 'ok'],
    ['a time beyond the skew', { time: time + 151n, expirationTime: 0n }, 'times: time_in_future'],
    ['the last time there is', { time: 2n ** 64n - 1n, expirationTime: 0n }, 'times: time_in_future'],
    ['an expiration at its time', { expirationTime: time }, 'times: expired_at_birth'],
    ['an expiration before its time', { expirationTime: 1n }, 'times: expired_at_birth'],
    ['an expiration a second ago', { time: time - day, expirationTime: time + 29n }, 'expiry: expired'],
    ['an expiration now', { time: time - day, expirationTime: time + 30n }, 'expiry: expired'],
    ['an expiration in a second', { expirationTime: time + 31n }, 'ok'],
    ['the last expiration there is', { expirationTime: 2n ** 64n - 1n }, 'ok'],
    ['no expiration', { expirationTime: 0n }, 'ok'],
  ])('%s', async (_what, change, expected) => {
    const signed = await sdkAttestation(change)
    expect(await outcome(signed)).toBe(expected)
    expect(await verify(signed)).toHaveProperty('authentic')
  })

  it('the schema: known, revocable, and what the data says by it', async () => {
    const [known, irrevocable] = [true, false].map((revocable) => {
      const defined = defineSchema({ schema: 'bool like', revocable })
      return defined.ok ? defined.schema : expect.fail()
    })
    const findSchema = (uid: string) => [known, irrevocable].find((schema) => schema?.uid === uid)
    const schema = known?.uid ?? ''
    expect(await verify(await sdkAttestation({ schema }), { findSchema })).toMatchObject({
      ok: true,
      values: [{ name: 'like', type: 'bool', value: true }],
    })
    expect(await outcome(await sdkAttestation(), { findSchema })).toBe('schema: schema_unknown')
    expect(await outcome(await sdkAttestation(), { findSchema: () => known })).toBe('schema: schema_unknown')
    const final = { schema: irrevocable?.uid ?? '' }
    expect(await outcome(await sdkAttestation(final), { findSchema })).toBe('revocable: schema_not_revocable')
    expect(await outcome(await sdkAttestation({ ...final, revocable: false }), { findSchema })).toBe('ok')
    const unfit = await verify(await sdkAttestation({ schema, data: `0x${'00'.repeat(31)}02` }), { findSchema })
    expect(unfit.checks.at(-1)).toMatchObject({
      ...{ name: 'data', reason: 'value_out_of_range', field: 'message.data' },
      detail: expect.stringMatching(/^like: /),
    })
    expect(await verify(await sdkAttestation())).toMatchObject({
      ok: true,
      checks: expect.arrayContaining([{ name: 'data', ok: null, detail: 'no schemas are at hand' }]),
    })
  })

  it('contracts only where their deployments are accepted', async () => {
    const signed = await sdkAttestation()
    expect(await outcome(signed, { deployments: [] })).toBe('domain: domain_not_accepted')
    const contract = signed.domain.verifyingContract.toLowerCase() as `0x${string}`
    expect(await outcome(signed, { deployments: [{ chainId: 1, contract }] })).toBe('ok')
  })
})

interface Loose {
  readonly version: number
  readonly uid: string
  readonly domain: object
  readonly types: Readonly<Record<string, readonly object[]>>
  readonly message: object
  readonly signature: object
}

/** Every leaf of an object changed in several ways, one at a time. */
function alterationsOf(value: unknown, path = ''): [path: string, altered: unknown][] {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, part]) =>
      alterationsOf(part, path === '' ? key : `${path}.${key}`).map(([at, altered]): [string, unknown] => {
        const copy = Array.isArray(value) ? [...value] : { ...value }
        Object.assign(copy, { [key]: altered })
        return [at, copy]
      }),
    )
  }
  return otherValues(value).map((altered) => [path, altered])
}

function otherValues(value: unknown): unknown[] {
  if (typeof value === 'boolean') return [!value, undefined]
  if (typeof value === 'number') return [value + 1]
  if (typeof value !== 'string') return []
  const flipped = (index: number) => value.slice(0, index) + (value[index] === '0' ? '1' : '0') + value.slice(index + 1)
  if (/^0x/.test(value)) return [flipped(value.length - 1), flipped(2), flipped(value.length >> 1), `${value}00`, '0x']
  if (/^\d+$/.test(value)) return [String(BigInt(value) + 1n), '0', String(2n ** 64n + BigInt(value))]
  return [`${value}x`, value.slice(1)]
}
