import { checkOf } from '../verify/check.ts'
import type { DrillContext } from './drill-context.ts'

/**
 * Has the restored database take back what only the signed copies have. When that fails the drill fails, but goes on: the
 * database stays restored, and what it serves without them is worth knowing.
 */
export async function reconcile({ options, recorder }: DrillContext): Promise<void> {
  const { stack, signal } = options
  try {
    const { rebuilt, faults } = await recorder.step('reconcile', (ending) => stack.reconcile(ending))
    recorder.checks.push(checkOf('the copies of attestations prove what they say', faults, `${rebuilt} rebuilt`))
  } catch (error) {
    if (signal.aborted) throw error
    recorder.check('attestations were reconciled', false, error instanceof Error ? error.message : String(error))
  }
}
