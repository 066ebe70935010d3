import { AuraError, exitCodes } from '@aura-sign/core'
import type { ReconcileReport } from '@aura-sign/identity'
import type { RestorePlan, RestoreResult, RestoreStep } from '@aura-sign/recovery'
import { readRunFile } from '@aura-sign/stack'
import { type Command, Option } from 'commander'
import { noteOtherDatabase } from '../backup/note-other-database.ts'
import type { CommandContext } from '../config.ts'
import { restoreAt } from '../point-in-time/restore-at.ts'
import { createProgress, type Progress } from '../progress/create-progress.ts'
import { followSteps } from '../progress/follow-steps.ts'
import { formatSeconds } from '../progress/format-quantity.ts'
import { renderReconcileReport } from '../reconcile/render-reconcile-report.ts'
import { registerRestoreObjects } from '../restore/objects-command.ts'
import { reconcileRestored } from '../restore/reconcile-restored.ts'
import { refuseServer } from '../restore/refuse-server.ts'
import { renderPlan } from '../restore/render-plan.ts'
import { runRestore } from '../restore/run-restore.ts'
import { addStackOption, type StackFlag } from '../stack-in-use/add-stack-option.ts'

interface RestoreFlags extends StackFlag {
  backup?: string
  at?: string
  into?: string
  dryRun?: true
  json?: true
  confirm?: string
  reconcile: boolean
}

export function registerRestore(program: Command, context: CommandContext): void {
  const restoreCommand = program
    .command('restore')
    .description(
      'restore a backup and what was attested after it into a new database, and put that into use; the old one is kept',
    )
    .addOption(
      new Option('--backup <name>', 'the backup to restore; default: the newest complete one').conflicts('latest'),
    )
    .addOption(new Option('--latest', 'the newest complete backup'))
    .addOption(
      new Option(
        '--at <time>',
        'the whole cluster as it was then, as "2026-11-22 10:15:00Z", or latest; native stack',
      ).conflicts(['backup', 'latest', 'into']),
    )
    .option('--into <name>', 'name of the new database; default: restored_<time of the backup>')
    .option('-n, --dry-run', 'print the plan and end')
    .option('--json', 'print plan or result as JSON, progress as NDJSON on standard error')
    .option('--no-reconcile', 'leave out what attestations and revocations the signed copies have beside the backup')
    .option(
      '--confirm <database>',
      'the name that the plan asks for: of the database that is replaced or, where there is none, of the new one',
    )
  restoreCommand.enablePositionalOptions()
  registerRestoreObjects(restoreCommand, context)
  addStackOption(restoreCommand).action((flags: RestoreFlags) =>
    flags.at === undefined ? restore(context, flags) : restoreAt(context, flags.at, flags),
  )
}

async function restore(context: CommandContext, flags: RestoreFlags): Promise<void> {
  const json = flags.json === true
  await refuseServer(context, flags)
  await noteOtherDatabase(context)
  const progress = createProgress({ stream: process.stderr, json, isTty: process.stderr.isTTY === true })
  const result = await restoreDatabase(context, { flags, progress })
  if (result === null) return
  const reconciled = flags.reconcile ? await reconcile(context, progress) : { report: null, error: null }
  const { report, error } = reconciled
  process.stdout.write(json ? `${JSON.stringify({ ...result, reconciled: report })}\n` : renderResult(result, report))
  if (error) throw error
  if (report && hasFaults(report)) process.exitCode = exitCodes.failed
}

async function restoreDatabase(
  context: CommandContext,
  { flags, progress }: { flags: RestoreFlags; progress: Progress },
): Promise<RestoreResult | null> {
  const steps = followSteps(progress, stepTitles)
  try {
    const result = await runRestore(context, {
      backup: flags.backup ?? 'latest',
      into: flags.into,
      approve: (plan) => approve(context, { plan, flags }),
      onProgress: steps.update,
    })
    steps.end()
    return result
  } catch (error) {
    steps.fail()
    throw error
  }
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

/** As "./aura reconcile attestations" ends; copies that are still to be written are written by the stack once it runs. */
function hasFaults({ faults }: ReconcileReport): boolean {
  return Object.values(faults).some((count) => count > 0)
}

const stepTitles: Record<RestoreStep, string> = {
  'verify-backup': 'verify backup',
  prepare: 'new database',
  load: 'load',
  compare: 'compare',
  'end-trust': 'end trust',
  promote: 'promote',
}

/** Shows the plan, which with `--dry-run` is the result; else asks for the confirmation. */
async function approve(
  context: CommandContext,
  { plan, flags }: { plan: RestorePlan; flags: RestoreFlags },
): Promise<boolean> {
  const last = flags.reconcile
    ? 'then, from the signed copies: attestations and revocations that the backup does not have'
    : 'then nothing: what was attested or revoked after the backup stays lost until it is reconciled'
  const { reconcile } = flags
  const shown = flags.json ? `${JSON.stringify({ ...plan, reconcile })}\n` : `${renderPlan(plan)}  ${last}\n`
  const run = readRunFile(context.dataDirectory.runFile)
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
  const { confirm } = await import('../restore/confirm.ts')
  const interactive = process.stdin.isTTY === true && process.stderr.isTTY === true && !flags.json
  await confirm({ name: plan.confirm, given: flags.confirm, interactive })
  return true
}

function renderResult(result: RestoreResult, report: ReconcileReport | null): string {
  const { trust, checks } = result
  const lines = [`restored ${result.backup} into ${result.database} in ${formatSeconds(result.durationMs / 1000)}`]
  lines.push(...checks.map((check) => `  ok  ${check.name}: ${check.detail}`))
  if (trust) {
    const { sessionsEnded, noncesBurnt, leasesReleased } = trust
    lines.push(`  ended ${sessionsEnded} sessions, burnt ${noncesBurnt} nonces, released ${leasesReleased} jobs`)
  }
  if (result.previous) lines.push(`the database used before is kept: ${result.previous}`)
  if (report) return `${lines.join('\n')}\n${renderReconcileReport(report, { dryRun: false })}next: ./aura up\n`
  return `${lines.join('\n')}\nnext: ./aura reconcile attestations, which brings back those after the backup; then ./aura up\n`
}
