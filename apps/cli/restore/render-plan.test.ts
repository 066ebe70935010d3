import type { RestorePlan } from '@aura-sign/recovery'
import { describe, expect, it } from 'vitest'
import { renderPlan } from './render-plan.ts'

const plan: RestorePlan = {
  backup: {
    name: 'backup_2026-11-23_10-15-00.sql.gz',
    state: 'complete',
    problem: null,
    at: '2026-11-23T10:15:00.000000Z',
    sizeBytes: 1_433_720,
    sha256: '0'.repeat(64),
    engine: 'logical',
    compression: 'gzip',
    encrypted: false,
    verified: null,
    schemaVersion: '20261123000004',
    tables: 9,
    rows: 3_058,
    store: 'file:///srv/backups',
    ageSeconds: 725,
    postgresMajor: 18,
  },
  skipped: [{ name: 'backup_2026-11-23_10-20-00.sql.gz', problem: 'it has no manifest' }],
  target: { name: 'restored', location: '/data', systemIdentifier: null, postgresMajor: 18, state: 'empty' },
  confirm: 'aura',
  replaces: 'aura',
  promotes: true,
  steps: [{ id: 'promote', title: 'put restored into use; aura is kept' }],
}

describe('renderPlan', () => {
  it('says what is restored, how old it is, what is passed over and what happens', () => {
    expect(renderPlan(plan)).toMatchInlineSnapshot(`
      "Restore plan
        skipped   backup_2026-11-23_10-20-00.sql.gz: it has no manifest
        backup    backup_2026-11-23_10-15-00.sql.gz
        from      file:///srv/backups
        holds     3,058 rows in 9 tables, 1.4 MB compressed
        state of  2026-11-23T10:15:00.000000Z, 12 min 05 s ago; what was written later is not in it
        schema    20261123000004, Postgres 18 into 18
        into      restored (new)
        replaces  aura, which is kept
        confirm   --confirm=aura

        1. put restored into use; aura is kept
      "
    `)
  })
})
