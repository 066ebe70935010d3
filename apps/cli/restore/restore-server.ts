import { exitCodes } from '@aura-sign/core'
import type { CommandContext } from '../config.ts'
import type { Progress, ProgressStep } from '../progress/create-progress.ts'
import { followSteps } from '../progress/follow-steps.ts'
import type { StackInUse } from '../stack-in-use/stack-in-use.ts'
import { approvePlan } from './approve-plan.ts'
import { hasFaults } from './has-faults.ts'
import { renderResult } from './render-result.ts'
import type { RestoreFlags } from './restore-flags.ts'
import { runServerRestore } from './run-server-restore.ts'
import { stepTitles } from './step-titles.ts'

/** `./aura restore` where the database is on a server; whatever uses it may go on running. */
export async function restoreServer(
  context: CommandContext,
  options: { flags: RestoreFlags; progress: Progress; stack: StackInUse; url: string },
): Promise<void> {
  const { flags, progress, stack, url } = options
  const steps = followSteps(progress, stepTitles)
  let reconciling: ProgressStep | null = null
  const outcome = await runServerRestore(
    context,
    { stack, url },
    {
      ...{ backup: flags.backup ?? 'latest', into: flags.into, promotes: flags.promote, reconciles: flags.reconcile },
      isTrial: flags.dryRun === true,
      approve: (plan) => approvePlan(context, { plan, flags, isEmbedded: false }),
      onProgress: steps.update,
      onReconcile: (records) => {
        steps.end()
        reconciling ??= progress.step('reconcile attestations')
        reconciling.update(records)
      },
    },
  ).catch((error: unknown) => {
    steps.fail()
    reconciling?.fail()
    throw error
  })
  steps.end()
  endStep(reconciling)
  if (outcome === null) return
  const { result, report, wasInUse, newest } = outcome
  const shown = { ...result, reconciled: report }
  const next = result.promoted
    ? nextSteps({ flags, previous: result.previous, database: result.database })
    : 'look at it; the same command without --no-promote puts it into use'
  if (wasInUse && !flags.json) process.stderr.write(`aura: ${explain(result.backup, newest)}\n`)
  process.stdout.write(flags.json ? `${JSON.stringify(shown)}\n` : renderResult(result, { report, next }))
  if (report && hasFaults(report)) process.exitCode = exitCodes.failed
}

function endStep(step: ProgressStep | null): void {
  step?.end()
}

function explain(backup: string, newest: string): string {
  const what = 'an earlier run had put it into use; only that was left to say'
  return backup === newest ? what : `${what}. ${newest} is newer: run the same command again to restore that one`
}

/** Services reconnect by themselves; whoever stopped them starts them again. */
function nextSteps(options: { flags: RestoreFlags; previous: string | null; database: string }): string {
  const reconcile = options.flags.reconcile
    ? ''
    : './aura reconcile attestations, which brings back those after the backup; '
  const drop = options.previous ? `; when nobody needs the old database any more: dropdb ${options.previous}` : ''
  return `${reconcile}start what was stopped, then scripts/smoke_tests.sh${drop}`
}
