import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DrillReport, LostAttestation } from './drill-report.ts'
import { runDatabaseDrill } from './run-database-drill.ts'
import { type PlantedFault, SimulatedService } from './testing/simulated-service.ts'
import { WriteLedger } from './write-ledger.ts'

describe('runDatabaseDrill', () => {
  let directory: string
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'aura-drill-'))
  })
  afterEach(() => rm(directory, { recursive: true }))

  const drill = (fault: PlantedFault | null, signal = new AbortController().signal): Promise<DrillReport> => {
    const { stack, client, clock } = new SimulatedService(fault)
    const ledger = new WriteLedger(join(directory, 'ledger.ndjson'))
    return runDatabaseDrill({
      stack,
      client,
      ledger,
      clock,
      identities: 100,
      seed: 's',
      signal,
      writePauseMs: 1,
      pollTimeoutMs: 200,
    })
  }
  const redChecks = (report: DrillReport) => report.checks.filter((check) => !check.ok).map((check) => check.name)

  it('passes on a recovery without fault, and names what was lost after the backup', async () => {
    const report = await drill(null)
    expect(redChecks(report)).toEqual([])
    expect(report.passed).toBe(true)
    expect(report.lost?.length).toBeGreaterThanOrEqual(4 * 5 + 1)
    expect(report.lost?.filter((write) => write.kind === 'identity')).toHaveLength(1)
    expect(report.rpo.measuredSeconds).toBeGreaterThan(0)
    const ledger = (await readFile(join(directory, 'ledger.ndjson'), 'utf8')).trim().split('\n')
    expect(ledger.length).toBeGreaterThan(report.lost?.length ?? 0)
  })

  it('reports in exactly the agreed shape', async () => {
    const report = await drill(null)
    const objective = { targetSeconds: expect.any(Number), measuredSeconds: expect.any(Number) }
    const component = { rto: objective, rpo: objective }
    expect(report).toStrictEqual({
      scenario: 'database',
      stack: 'simulated',
      seed: 's',
      startedAt: expect.stringMatching(/^2026-11-23T/),
      rto: objective,
      rpo: objective,
      components: {
        postgres: component,
        redis: null,
        vectors: component,
        workers: component,
        objects: null,
        app: component,
      },
      clocks: {
        signInSeconds: expect.any(Number),
        correctSearchSeconds: expect.any(Number),
        indexOnlineSeconds: expect.any(Number),
      },
      lost: expect.arrayContaining([
        { kind: expect.any(String), id: expect.any(String), acknowledgedAt: expect.any(String) },
      ]),
      attestations: {
        younger: { attestations: 10, revocations: 4 },
        recovered: { attestations: 10, revocations: 4 },
        unjournaled: 0,
        rpo: { targetSeconds: 0, measuredSeconds: 0 },
        lost: [],
      },
      checks: expect.arrayContaining([{ name: expect.any(String), ok: true, detail: expect.any(String) }]),
      steps: expect.arrayContaining([{ id: 'restore', seconds: expect.any(Number), ok: true }]),
      passed: true,
    })
  })

  it.each<[PlantedFault, string]>([
    ['resurrected session', 'old sessions are refused'],
    ['resurrected nonce', 'old nonces are burnt'],
    ['missing row', 'seeded identities are there'],
    ['missing row', 'restored row counts'],
    ['lost write that the backup holds', 'nothing acknowledged before the backup is lost'],
    ['lost identity that the backup holds', 'nothing acknowledged before the backup is lost'],
    ['writer still alive', 'no old writer was left before the restore'],
    ['restored over the old cluster', 'the recovered database is a new cluster'],
    ['restore without comparison', 'the restore compared and ended trust'],
    ['slow recovery', 'RTO within its target'],
    ['late heartbeat in the backup', 'RPO within its target'],
    ['no heartbeat in the backup', 'the loss was measured by both markers'],
    ['wrong search', 'the drill ran to its end'],
    ['first search answered wrongly', 'no search was answered wrongly'],
    ['heartbeats long after the backup', 'RPO within its target'],
    ['vectors older than the backup', 'RPO within its target'],
    ['lost write that the backup holds', 'RPO within its target'],
    ['wrong search from the start', 'searches were correct before the failure'],
    ['index stays offline', 'the drill ran to its end'],
    ['worker does nothing', 'the drill ran to its end'],
    ['embeddings are not caught up', 'workers catch up'],
    ['recreated identity with another id', 'a lost identity gets the id it had'],
    ['restore fails', 'the drill ran to its end'],
    ['backup fails', 'the drill ran to its end'],
    ['attestation whose copy is deleted', 'every journaled attestation and revocation came back'],
    ['copy with an altered signature', 'the copies of attestations prove what they say'],
    ['reconcile that fails', 'attestations were reconciled'],
    ['journal that is down', 'attestations younger than the backup were journaled'],
  ])('fails on a %s', async (fault, check) => {
    const report = await drill(fault)
    expect(redChecks(report)).toContain(check)
    expect(report.passed).toBe(false)
  })

  it('calls an identity lost although signing in has made it anew', async () => {
    const report = await drill('lost identity that the backup holds')
    expect(report.lost?.filter((write) => write.kind === 'identity').map((write) => write.id)).toContain('wallet 1')
  })

  it.each<[PlantedFault, LostAttestation['kind'], LostAttestation['reason']]>([
    ['attestation whose copy is deleted', 'attestation', 'missing'],
    ['revocation whose copy is deleted', 'revocation', 'not revoked'],
    ['copy with an altered signature', 'attestation', 'missing'],
    ['object that comes back altered', 'attestation', 'altered'],
  ])('lists the %s as lost, and by how much the RPO of 0 is missed', async (fault, kind, reason) => {
    const { attestations, passed } = await drill(fault)
    const key = { attester: expect.stringMatching(/^wallet /), uid: expect.stringMatching(/^uid /) }
    expect(attestations?.lost).toEqual([{ kind, ...key, reason, acknowledgedAt: expect.any(String) }])
    expect(attestations?.rpo.measuredSeconds).toBeGreaterThan(0)
    expect(passed).toBe(false)
  })

  it('fails when attestations cannot be reconciled, lists them, and still recovers the rest', async () => {
    const report = await drill('reconcile that fails')
    expect(report.steps).toContainEqual({ id: 'reconcile', seconds: expect.any(Number), ok: false })
    expect(report.attestations).toMatchObject({ recovered: { attestations: 0, revocations: 0 }, lost: { length: 14 } })
    expect(report.clocks.signInSeconds).toBeGreaterThan(0)
    expect(redChecks(report)).toEqual([
      'attestations were reconciled',
      'every journaled attestation and revocation came back',
    ])
    expect(report.passed).toBe(false)
  })

  it('holds nobody to what was acknowledged as not yet copied', async () => {
    const { attestations } = await drill('journal that is down')
    expect(attestations).toMatchObject({ unjournaled: 14, lost: [], rpo: { measuredSeconds: 0 } })
    expect(attestations?.recovered).toEqual({ attestations: 0, revocations: 0 })
  })

  it('does not restore while an old writer is left', async () => {
    const report = await drill('writer still alive')
    expect(report.steps.at(-1)).toMatchObject({ id: 'find old writers', ok: false })
  })

  it('leaves unmeasured what it did not reach, and says at which step it ended', async () => {
    const report = await drill('restore fails')
    expect(report.clocks).toEqual({ signInSeconds: null, correctSearchSeconds: null, indexOnlineSeconds: null })
    expect(report.rto.measuredSeconds).toBeNull()
    expect(report.checks).toContainEqual({
      name: 'the drill ran to its end',
      ok: false,
      detail: 'restore: the restored database differs',
    })
  })

  it('ends between two steps when it is interrupted', async () => {
    const report = await drill(null, AbortSignal.abort(new Error('interrupted')))
    expect(report).toMatchObject({ passed: false, steps: [] })
    expect(report.checks[0]?.detail).toContain('interrupted')
  })
})
