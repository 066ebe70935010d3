import { exitCodes } from '@aura-sign/core'
import type { ReconcileReport } from '@aura-sign/identity'
import type { CommandContext } from '../config.ts'
import type { Progress } from '../progress/create-progress.ts'
import { followSteps } from '../progress/follow-steps.ts'
import { approvePlan } from './approve-plan.ts'
import { hasFaults } from './has-faults.ts'
import { reconcileRestored } from './reconcile-restored.ts'
import { renderResult } from './render-result.ts'
import type { RestoreFlags } from './restore-flags.ts'
import { runRestore } from './run-restore.ts'
import { stepTitles } from './step-titles.ts'

/** `./aura restore` on the embedded stack, which has to stand still. */
export async function restoreEmbedded(
  context: CommandContext,
  { flags, progress }: { flags: RestoreFlags; progress: Progress },
): Promise<void> {
  const steps = followSteps(progress, stepTitles)
  const result = await runRestore(context, {
    ...{ backup: flags.backup ?? 'latest', into: flags.into, promotes: flags.promote },
    approve: (plan) => approvePlan(context, { plan, flags, isEmbedded: true }),
    onProgress: steps.update,
  }).catch((error: unknown) => {
    steps.fail()
    throw error
  })
  steps.end()
  if (result === null) return
  const reconciles = flags.reconcile && result.promoted
  const { report, error } = reconciles ? await reconcile(context, progress) : { report: null, error: null }
  const up = report
    ? './aura up'
    : './aura reconcile attestations, which brings back those after the backup; then ./aura up'
  const next = result.promoted ? up : 'the same command without --no-promote, which puts it into use'
  const shown = { ...result, reconciled: report }
  process.stdout.write(flags.json ? `${JSON.stringify(shown)}\n` : renderResult(result, { report, next }))
  if (error) throw error
  if (report && hasFaults(report)) process.exitCode = exitCodes.failed
}

/** A failure is told after what has been restored, and does not undo it. */
async function reconcile(
  context: CommandContext,
  progress: Progress,
): Promise<{ report: ReconcileReport | null; error: unknown }> {
  const step = progress.step('reconcile attestations')
  try {
    const report = await reconcileRestored(context, { onProgress: step.update })
    step.end()
    return { report, error: null }
  } catch (error) {
    step.fail()
    return { report: null, error }
  }
}
