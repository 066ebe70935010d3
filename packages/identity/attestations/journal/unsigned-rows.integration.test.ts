import { createLogger, type Logger } from '@aura-sign/core'
import { describe, expect, it } from 'vitest'
import type { ChainClient } from '../chain-client.ts'
import type { EasObject } from '../eas-object.ts'
import { signRevocation, testAccount } from '../testing/sign-attestation.ts'
import { countUnjournaled, journalJobKind } from './journal-attestations.ts'
import {
  accepted,
  attesterKey,
  copied,
  database,
  find,
  journal,
  keyOf,
  keys,
  noFaults,
  reconcile,
  revocationKeyOf,
  revoked,
  runJournalJob,
  setUpTestJournal,
} from './testing/test-journal.ts'

setUpTestJournal()

const somebody = `0x${'9'.repeat(40)}`
/** A node of chain 1, where nothing has code. */
const chains: ReadonlyMap<number, ChainClient> = new Map([
  [1, { request: async ({ method }) => (method === 'eth_chainId' ? '0x1' : '0x') }],
])
const jobs = () => database.sql`select from jobs where kind = ${journalJobKind}`

/** Says of an attestation that it was revoked, by what another attester signed. */
async function forgeRevocation(object: EasObject): Promise<void> {
  const theirs = await signRevocation(testAccount(9), object)
  await database.sql`
    update attestations set revoked_at = accepted_at, revocation = ${JSON.stringify(theirs)}::text::jsonb,
      revocation_journaled_at = null
    where uid = ${object.uid}`
}
/** The row of an attestation once more, as of somebody else. */
async function forgeRow(object: EasObject): Promise<void> {
  await database.sql`
    insert into attestations select (jsonb_populate_record(null::attestations,
      to_jsonb(row) || jsonb_build_object('id', gen_random_uuid(), 'attester', ${somebody}::text))).*
    from attestations row where uid = ${object.uid}`
}
function recording(): { logger: Logger; said: unknown[] } {
  const said: unknown[] = []
  const logger = Object.assign(createLogger({ name: 'test', level: 'silent' }), {
    error: (...words: unknown[]) => said.push(words[0]),
  })
  return { logger, said }
}

describe('the journal job, of what nobody signed', () => {
  it('copies no revocation by another attester, says so each time, and copies the rest', async () => {
    const [forged, other] = [await accepted('one'), await accepted('two')]
    await forgeRevocation(forged)
    const { logger, said } = recording()
    expect(await runJournalJob(journal, {}, logger)).toEqual({ copied: 2, unsigned: 1 })
    const named = { kind: 'revocation', attester: attesterKey, uid: forged.uid, reason: 'revoker_mismatch' }
    expect(said).toEqual([named])
    // What the alert counts.
    expect(await countUnjournaled(database.sql)).toMatchObject({ count: 1 })
    expect((await find(other))?.journaledAt).not.toBeNull()
    const before = await keys()
    expect(await runJournalJob(journal, {}, logger)).toEqual({ copied: 0, unsigned: 1 })
    expect([said.length, await keys()]).toEqual([2, before])
  })

  it('copies no row of another attester where its chain knows of no such contract, and else leaves it open', async () => {
    const object = await accepted('one')
    await copied(object)
    await forgeRow(object)
    await database.sql`update attestations set journaled_at = null where attester = ${somebody}`
    const { logger, said } = recording()
    expect(await runJournalJob(journal, { chains }, logger)).toEqual({ copied: 0, unsigned: 1 })
    expect(said).toEqual([{ kind: 'attestation', attester: somebody, uid: object.uid, reason: 'signer_mismatch' }])
    expect(await keys()).toEqual([keyOf(object)])
    const down = new Map([[1, { request: () => Promise.reject(new Error('down')) }]])
    expect(await runJournalJob(journal, { chains: down }, logger)).toEqual({ copied: 1 })
  })
})

describe('reconcileAttestations, of what nobody signed', () => {
  it('tells of a forged revocation, queues nothing, and brings back the signed one in its place', async () => {
    const [valid, taken] = [await accepted('one'), await accepted('two')]
    await revoked(taken)
    for (const object of [valid, taken]) await copied(object)
    for (const object of [valid, taken]) await forgeRevocation(object)
    const unsigned = [valid, taken].map(({ uid }) => {
      return { part: 'revocation', attester: attesterKey, uid, reason: 'revoker_mismatch' }
    })
    for (const dryRun of [true, false, false]) {
      const report = await reconcile({ dryRun })
      expect(report).toMatchObject({ copies: { waiting: 0, lost: 0, damaged: 0, rows: [] }, faults: { unsigned: 2 } })
      expect(report.unsigned).toHaveLength(2)
      expect(report.unsigned).toEqual(expect.arrayContaining(unsigned))
    }
    expect(await jobs()).toHaveLength(0)
    expect((await keys()).sort()).toEqual([keyOf(valid), keyOf(taken), revocationKeyOf(taken)].sort())
    // As docs/runbooks/DR_RUNBOOK.md says.
    await database.sql`
      update attestations set revoked_at = null, revocation = null, revocation_journaled_at = null
      where uid = any(${[valid.uid, taken.uid]})`
    expect(await reconcile()).toMatchObject({ revocations: { rebuilt: 1 }, unsigned: [], faults: noFaults })
    expect([(await find(valid))?.revocation, (await find(taken))?.revocation?.object.message.revoker]).toEqual([
      null,
      testAccount(1).address,
    ])
  })

  it('tells of a forged revocation that was copied before, and lets the alert count it', async () => {
    const object = await accepted('one')
    await copied(object)
    await forgeRevocation(object)
    await copied(object)
    expect(await reconcile()).toMatchObject({
      revocations: { present: 0, refused: [{ uid: object.uid, reason: 'revoker_mismatch' }] },
      unsigned: [{ part: 'revocation', uid: object.uid, reason: 'revoker_mismatch' }],
      faults: { refused: 1, unsigned: 1 },
    })
    expect(await countUnjournaled(database.sql)).toMatchObject({ count: 1 })
  })

  it('tells of a forged row, copied or not, which the next run has nothing of once it is deleted', async () => {
    const object = await accepted('one')
    await copied(object)
    await forgeRow(object)
    const named = [{ part: 'row', attester: somebody, uid: object.uid, reason: 'signer_mismatch' }]
    expect(await reconcile({ chains })).toMatchObject({ unsigned: named, copies: { waiting: 0, lost: 0 } })
    expect(await jobs()).toHaveLength(0)
    expect(await runJournalJob()).toEqual({ copied: 1 })
    const again = await reconcile({ chains })
    expect(again).toMatchObject({ unsigned: named, faults: { refused: 1, unsigned: 1 }, copies: { damaged: 0 } })
    await database.sql`delete from attestations where attester = ${somebody}`
    expect(await reconcile({ chains })).toMatchObject({ unsigned: [], faults: { refused: 1, unsigned: 0 } })
  })

  it('queues a row of which nobody can tell while its chain is not asked', async () => {
    const object = await accepted('one')
    await copied(object)
    await forgeRow(object)
    await database.sql`update attestations set journaled_at = null where attester = ${somebody}`
    expect(await reconcile()).toMatchObject({ unsigned: [], copies: { waiting: 1 }, faults: noFaults })
  })
})
