import type { DrillReport } from '@aura-sign/recovery'
import { describe, expect, it } from 'vitest'
import { renderDrillReport } from './render-drill-report.ts'

const component = (rto: number | null, rpo: number | null, rpoTarget: number) => ({
  rto: { targetSeconds: 3_600, measuredSeconds: rto },
  rpo: { targetSeconds: rpoTarget, measuredSeconds: rpo },
})

const report: DrillReport = {
  scenario: 'database',
  stack: 'embedded',
  seed: '7',
  startedAt: '2026-11-23T10:00:00.000Z',
  rto: { targetSeconds: 3_600, measuredSeconds: 8.4 },
  rpo: { targetSeconds: 900, measuredSeconds: 1.6 },
  components: {
    postgres: component(8.4, 1.6, 900),
    redis: null,
    vectors: component(null, null, 3_600),
    workers: null,
    objects: null,
    app: component(8.5, 0, 0),
  },
  clocks: { signInSeconds: 8.5, correctSearchSeconds: 8.6, indexOnlineSeconds: null },
  lost: Array.from({ length: 7 }, (_, index) => ({
    kind: 'statement' as const,
    id: `0xabc#${index}`,
    acknowledgedAt: `2026-11-23T10:00:0${index}.000Z`,
  })),
  attestations: {
    younger: { attestations: 10, revocations: 4 },
    recovered: { attestations: 9, revocations: 4 },
    unjournaled: 0,
    rpo: { targetSeconds: 0, measuredSeconds: 2.5 },
    lost: [
      {
        kind: 'attestation',
        attester: '0xabc',
        uid: '0x12',
        acknowledgedAt: '2026-11-23T10:00:01.000Z',
        reason: 'missing',
      },
    ],
  },
  checks: [
    { name: 'old sessions are refused', ok: true, detail: '0 of 4 still work' },
    { name: 'old nonces are burnt', ok: false, detail: 'a nonce from before still signs in' },
  ],
  steps: [
    { id: 'restore', seconds: 5.25, ok: true },
    { id: 'index online', seconds: 60, ok: false },
  ],
  passed: false,
}

describe('renderDrillReport', () => {
  it('shows measured against target, what was lost by name, and what is wrong', () => {
    expect(renderDrillReport(report, { color: false })).toMatchInlineSnapshot(`
      "
      Drill: database on embedded   FAILED in 1 min 05 s
      seed 7, started 2026-11-23T10:00:00.000Z

        COMPONENT  RTO           TARGET  RPO           TARGET
        postgres   8.4 s         1 h     1.6 s         15 min
        redis      -             -       -             -
        vectors    not measured  1 h     not measured  1 h
        workers    -             -       -             -
        objects    -             -       -             -
        app        8.5 s         1 h     0             0
        (- is not part of this drill)

        from the failure to the first valid sign-in   8.5 s
        from the failure to the first correct search  8.6 s
        from the failure to the vector index online   not reached

        lost: 7 acknowledged writes, oldest first
          2026-11-23T10:00:00.000Z  statement 0xabc#0
          2026-11-23T10:00:01.000Z  statement 0xabc#1
          2026-11-23T10:00:02.000Z  statement 0xabc#2
          2026-11-23T10:00:03.000Z  statement 0xabc#3
          2026-11-23T10:00:04.000Z  statement 0xabc#4
          and 2 more

        attestations younger than the backup: 9 of 10 came back
        revocations younger than the backup:  4 of 4 came back
        their RPO: 2.5 s, target 0
        lost although copied: 1
          2026-11-23T10:00:01.000Z  attestation 0xabc 0x12: missing

        ✓ old sessions are refused: 0 of 4 still work
        ✗ old nonces are burnt: a nonce from before still signs in

        seconds: restore 5.3, index online 60.0 (failed)

      "
    `)
  })

  it('colours the verdict only when asked to', () => {
    expect(renderDrillReport(report, { color: true })).toContain('\x1b[31mFAILED\x1b[39m')
    expect(renderDrillReport({ ...report, passed: true }, { color: true })).toContain('\x1b[32mPASSED\x1b[39m')
    expect(renderDrillReport(report, { color: false })).not.toContain('\x1b')
  })
})
