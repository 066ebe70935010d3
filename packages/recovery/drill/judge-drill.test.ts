import { describe, expect, it } from 'vitest'
import { findLostWrites } from './find-lost-writes.ts'
import { type DrillFindings, judgeDrill } from './judge-drill.ts'
import { measureRpo } from './measure-rpo.ts'
import type { LedgerEntry } from './write-ledger.ts'

const at = (second: number) => `2026-11-23T10:00:${String(second).padStart(2, '0')}.000Z`
const statement = (wallet: string, number: number, second: number): LedgerEntry => ({
  kind: 'statement',
  wallet,
  number,
  acknowledgedAt: at(second),
})
const identity = (wallet: string, second: number): LedgerEntry => ({
  kind: 'identity',
  wallet,
  number: 0,
  acknowledgedAt: at(second),
})
const ledger = [identity('a', 0), statement('a', 1, 1), identity('b', 2), statement('b', 1, 3), statement('a', 2, 4)]

describe('findLostWrites', () => {
  it('does not call lost what a later statement replaced', () => {
    expect(
      findLostWrites(
        ledger,
        new Map([
          ['a', 2],
          ['b', 1],
        ]),
      ),
    ).toEqual([])
  })

  it('names every acknowledged write that is gone, oldest first', () => {
    expect(
      findLostWrites(
        ledger,
        new Map([
          ['a', 1],
          ['b', null],
        ]),
      ),
    ).toEqual([
      { kind: 'identity', id: 'b', acknowledgedAt: at(2) },
      { kind: 'statement', id: 'b#1', acknowledgedAt: at(3) },
      { kind: 'statement', id: 'a#2', acknowledgedAt: at(4) },
    ])
  })

  it('calls everything lost of a wallet that nobody looked for', () => {
    expect(findLostWrites(ledger, new Map([['a', 2]]))).toHaveLength(2)
  })
})

describe('measureRpo', () => {
  const heartbeats = { known: at(10), recovered: at(7) }

  it('takes the larger of the loss by heartbeats and by acknowledged writes', () => {
    const recovered = new Map([
      ['a', 1],
      ['b', 0],
    ])
    expect(measureRpo({ heartbeats, ledger, recovered })).toEqual({ heartbeatSeconds: 3, ledgerSeconds: 2, seconds: 3 })
    const ended = { known: at(8), recovered: at(7) }
    expect(measureRpo({ heartbeats: ended, ledger, recovered }).seconds).toBe(2)
  })

  it('is zero when nothing is lost', () => {
    const same = { known: at(7), recovered: at(7) }
    expect(
      measureRpo({
        heartbeats: same,
        ledger,
        recovered: new Map([
          ['a', 2],
          ['b', 1],
        ]),
      }).seconds,
    ).toBe(0)
  })

  it('is unknown when a marker is missing altogether', () => {
    const recovered = new Map([
      ['a', 2],
      ['b', 1],
    ])
    expect(measureRpo({ heartbeats: { known: null, recovered: at(7) }, ledger, recovered }).seconds).toBeNull()
    expect(measureRpo({ heartbeats: { known: at(10), recovered: null }, ledger, recovered }).seconds).toBeNull()
    expect(measureRpo({ heartbeats, ledger, recovered: new Map() }).seconds).toBeNull()
    expect(measureRpo({ heartbeats, ledger: [], recovered }).seconds).toBeNull()
  })
})

describe('judgeDrill', () => {
  const findings: DrillFindings = {
    scenario: 'database',
    stack: 'embedded',
    seed: 's',
    startedAt: at(0),
    measured: {
      postgres: { rtoSeconds: 8, rpoSeconds: 3 },
      app: { rtoSeconds: 9, rpoSeconds: 0 },
    },
    clocks: { signInSeconds: 9, correctSearchSeconds: 9, indexOnlineSeconds: 9 },
    lost: [{ kind: 'statement', id: 'a#2', acknowledgedAt: at(6) }],
    attestations: {
      younger: { attestations: 2, revocations: 1 },
      recovered: { attestations: 2, revocations: 1 },
      unjournaled: 0,
      rpo: { targetSeconds: 0, measuredSeconds: 0 },
      lost: [],
    },
    snapshotAt: at(5),
    checks: [{ name: 'a check', ok: true, detail: '' }],
    steps: [{ id: 'restore', seconds: 4, ok: true }],
  }
  const red = (changed: Partial<DrillFindings>) => {
    const report = judgeDrill({ ...findings, ...changed })
    return { passed: report.passed, red: report.checks.filter((check) => !check.ok).map((check) => check.name) }
  }

  it('passes what was measured, in time and right', () => {
    expect(red({})).toEqual({ passed: true, red: [] })
  })

  it.each<[string, Partial<DrillFindings>, string[]]>([
    ['a red check', { checks: [{ name: 'a check', ok: false, detail: '' }] }, ['a check']],
    ['a failed step', { steps: [{ id: 'restore', seconds: 4, ok: false }] }, []],
    ['no steps', { steps: [] }, []],
    [
      'an RTO above its target',
      { measured: { postgres: { rtoSeconds: 3_600.1, rpoSeconds: 3 } } },
      ['RTO within its target'],
    ],
    [
      'an RPO above its target',
      { measured: { postgres: { rtoSeconds: 8, rpoSeconds: 900.1 } } },
      ['RPO within its target'],
    ],
    [
      'any loss where none is allowed',
      { measured: { app: { rtoSeconds: 8, rpoSeconds: 0.1 } } },
      ['RPO within its target'],
    ],
    ['an unmeasured RTO', { measured: { postgres: { rtoSeconds: null, rpoSeconds: 3 } } }, ['RTO within its target']],
    ['nothing measured', { measured: {} }, ['RTO within its target', 'RPO within its target']],
    [
      'a lost write that is as old as the backup',
      { lost: [{ kind: 'statement', id: 'a#1', acknowledgedAt: at(5) }] },
      ['nothing acknowledged before the backup is lost'],
    ],
    ['no backup', { snapshotAt: null }, ['nothing acknowledged before the backup is lost']],
    [
      'attestations that were never compared',
      { attestations: null },
      ['every journaled attestation and revocation came back'],
    ],
    ['losses that were never compared', { lost: null }, ['nothing acknowledged before the backup is lost']],
  ])('fails on %s', (_fault, changed, checks) => {
    expect(red(changed)).toEqual({ passed: false, red: checks })
  })

  it('accepts exactly the target', () => {
    expect(red({ measured: { postgres: { rtoSeconds: 3_600, rpoSeconds: 900 } } }).passed).toBe(true)
  })

  it('puts the component with the least room left on top', () => {
    const report = judgeDrill(findings)
    // 9 s of 30 min use more of the room than 8 s of an hour.
    expect(report.rto).toEqual({ targetSeconds: 1_800, measuredSeconds: 9 })
    expect(report.rpo).toEqual({ targetSeconds: 900, measuredSeconds: 3 })
    const unmeasured = judgeDrill({
      ...findings,
      measured: { ...findings.measured, vectors: { rtoSeconds: null, rpoSeconds: null } },
    })
    expect(unmeasured.rto).toEqual({ targetSeconds: 7_200, measuredSeconds: null })
  })
})
