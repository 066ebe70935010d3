import type { ReconcileOutcome } from '@aura-sign/recovery'
import { z } from 'zod'

// Only what the drill judges by: what a fault is described with is the command's own.
const faultsSchema = z.array(z.union([z.string(), z.record(z.string(), z.unknown())])).default([])
const reconciledSchema = z.object({ rebuilt: z.number(), refused: faultsSchema, differing: faultsSchema })
const reportSchema = z.object({
  attestations: reconciledSchema,
  revocations: reconciledSchema,
  unreadable: faultsSchema,
  unsigned: faultsSchema,
})

/** What `./aura reconcile attestations --json` prints. */
export function readReconcileOutcome(printed: unknown): ReconcileOutcome {
  const { attestations, revocations, unreadable, unsigned } = reportSchema.parse(printed)
  const listed = [attestations, revocations].flatMap(({ refused, differing }) => [...refused, ...differing])
  return {
    rebuilt: attestations.rebuilt + revocations.rebuilt,
    faults: [...listed, ...unreadable, ...unsigned].map((fault) =>
      typeof fault === 'string' ? fault : Object.values(fault).join(' '),
    ),
  }
}
