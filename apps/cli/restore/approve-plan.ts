import { AuraError } from '@aura-sign/core'
import type { RestorePlan } from '@aura-sign/recovery'
import { readRunFile } from '@aura-sign/stack'
import type { CommandContext } from '../config.ts'
import { renderPlan } from './render-plan.ts'

export interface ApproveOptions {
  plan: RestorePlan
  flags: { dryRun?: true; json?: true; confirm?: string; reconcile: boolean }
  /** Of the embedded stack, whose database nobody may have open. */
  isEmbedded: boolean
}

/** Shows the plan, which with `--dry-run` is the result; else asks for the confirmation. */
export async function approvePlan(
  context: CommandContext,
  { plan, flags, isEmbedded }: ApproveOptions,
): Promise<boolean> {
  const { reconcile } = flags
  const shown = flags.json
    ? `${JSON.stringify({ ...plan, reconcile })}\n`
    : `${renderPlan(plan)}${plan.promotes ? lastLine({ reconcile, isEmbedded }) : ''}`
  const run = isEmbedded ? readRunFile(context.dataDirectory.runFile) : null
  if (flags.dryRun) process.stdout.write(shown)
  else process.stderr.write(shown)
  if (run && flags.dryRun && !flags.json) {
    process.stderr.write(
      `\naura: a stack is running (process ${run.pid}): stop it with "./aura down" before the restore\n`,
    )
  }
  if (flags.dryRun) return false
  // The restore itself refuses too, by the lock; here it spares the operator the typing.
  if (run) throw new AuraError('stack_running', { path: context.dataDirectory.root, pid: run.pid })
  const { confirm } = await import('./confirm.ts')
  const interactive = process.stdin.isTTY === true && process.stderr.isTTY === true && !flags.json
  await confirm({ name: plan.confirm, given: flags.confirm, interactive })
  return true
}

function lastLine({ reconcile, isEmbedded }: { reconcile: boolean; isEmbedded: boolean }): string {
  if (!reconcile) {
    return '  then nothing: what was attested or revoked after the backup stays lost until it is reconciled\n'
  }
  const what = 'from the signed copies: attestations and revocations that the backup does not have'
  if (isEmbedded) return `  then, ${what}\n`
  return `  while nobody is let in for the last step, ${what}\n`
}
