import type { ReconcileReport } from '@aura-sign/identity'

/** As "./aura reconcile attestations" ends; copies that are still to be written are written by the stack once it runs. */
export function hasFaults({ faults }: ReconcileReport): boolean {
  return Object.values(faults).some((count) => count > 0)
}
