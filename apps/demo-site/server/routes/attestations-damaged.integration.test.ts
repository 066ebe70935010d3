import { createLogger, type Logger } from '@aura-sign/core'
import type { EasObject } from '@aura-sign/identity'
import { signRevocation } from '@aura-sign/identity/sign-attestation'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  type AttestationSite,
  attester,
  openAttestationSite,
  pathOf,
  recipient,
} from '../testing/open-attestation-site.ts'

let on: AttestationSite
/** What was said at error level. */
let said: unknown[][]
beforeAll(async () => {
  const logger: Logger = Object.assign(createLogger({ name: 'test', level: 'silent' }), {
    child: () => logger,
    error: (...words: unknown[]) => said.push(words),
  })
  on = await openAttestationSite({ logger })
})
afterAll(() => on?.[Symbol.asyncDispose]())
beforeEach(async () => {
  await on.empty()
  said = []
})

async function attested(): Promise<EasObject> {
  const object = await on.sign()
  expect((await on.post('/api/attestations', object)).statusCode).toBe(201)
  on.site.clock.advanceMs(1)
  return object
}

describe('a row that somebody damaged past the service', () => {
  const code = 'attestation_damaged'
  it.each<[string, unknown[]]>([
    [`revoked_at = now(), revocation = '{"a":1}'`, [code, code, code]],
    [`revoked_at = 'infinity', revocation = '{"a":1}'`, [code, code, code]],
    [`object = jsonb_set(object, '{message,recipient}', '"somebody"')`, [code, code, code]],
    // It can be read, as another one with the same uid.
    [`object = jsonb_set(object, '{message,time}', '17')`, [200, 'attestation_differs', code]],
    [`object = object - 'signature'`, [code, code, code]],
    [`accepted_at = 'infinity'`, [code, code, code]],
  ])('is left out of lists and answered with an error of its own: %s', async (change, codes) => {
    const [first, damaged, last] = [await attested(), await attested(), await attested()]
    await on.site.database.sql.unsafe(`update attestations set ${change} where uid = '${damaged.uid}'`)

    const page = await on.get(`/api/attestations?recipient=${recipient}&limit=2`)
    const rest = await on.get(`/api/attestations?recipient=${recipient}&limit=2&cursor=${page.json().nextCursor}`)
    const uids = [page, rest].map((answer) => answer.json().attestations?.map(({ uid }: EasObject) => uid))
    expect(uids).toEqual([[last.uid], [first.uid]])
    expect(rest.json().nextCursor).toBeNull()
    // Once for each request that met it.
    expect(said).toEqual([[{ damaged: [{ attester: attester.address, uid: damaged.uid }] }, expect.any(String)]])

    const one = await on.get(pathOf(damaged))
    expect([one.statusCode, one.json()]).toMatchObject([
      500,
      { code, hint: expect.stringContaining('./aura reconcile attestations') },
    ])
    const others = [
      await on.post('/api/attestations/verify', { sig: damaged, signer: attester.address }, {}),
      await on.post('/api/attestations', damaged),
      await on.post(`${pathOf(damaged)}/revoke`, await signRevocation(attester, damaged)),
    ]
    expect(others.map((answer) => answer.json().code ?? answer.statusCode)).toEqual(codes)
    expect((await on.get(pathOf(first))).statusCode).toBe(200)
  })
})
