import { AuraError } from '@aura-sign/core'
import type { RestorePlan, RestoreResult, RestoreStep } from '@aura-sign/recovery'
import { readRunFile } from '@aura-sign/stack'
import { type Command, Option } from 'commander'
import { noteOtherDatabase } from '../backup/note-other-database.ts'
import type { CommandContext } from '../config.ts'
import { createProgress } from '../progress/create-progress.ts'
import { followSteps } from '../progress/follow-steps.ts'
import { formatSeconds } from '../progress/format-quantity.ts'
import { refuseServer } from '../restore/refuse-server.ts'
import { renderPlan } from '../restore/render-plan.ts'
import { runRestore } from '../restore/run-restore.ts'
import { addStackOption, type StackFlag } from '../stack-in-use/add-stack-option.ts'

interface RestoreFlags extends StackFlag {
  backup?: string
  into?: string
  dryRun?: true
  json?: true
  confirm?: string
}

export function registerRestore(program: Command, context: CommandContext): void {
  const restoreCommand = program
    .command('restore')
    .description('restore a backup into a new database and put it into use; the old one is kept')
    .addOption(
      new Option('--backup <name>', 'the backup to restore; default: the newest complete one').conflicts('latest'),
    )
    .addOption(new Option('--latest', 'the newest complete backup'))
    .option('--into <name>', 'name of the new database; default: restored_<time of the backup>')
    .option('-n, --dry-run', 'print the plan and end')
    .option('--json', 'print plan or result as JSON, progress as NDJSON on standard error')
    .option('--confirm <database>', 'name of the database that is replaced, typed to confirm')
  addStackOption(restoreCommand).action((flags: RestoreFlags) => restore(context, flags))
}

async function restore(context: CommandContext, flags: RestoreFlags): Promise<void> {
  const json = flags.json === true
  await refuseServer(context, flags)
  await noteOtherDatabase(context)
  const progress = createProgress({ stream: process.stderr, json, isTty: process.stderr.isTTY === true })
  const steps = followSteps(progress, stepTitles)
  try {
    const result = await runRestore(context, {
      backup: flags.backup ?? 'latest',
      into: flags.into,
      approve: (plan) => approve(context, { plan, flags }),
      onProgress: steps.update,
    })
    steps.end()
    if (result) process.stdout.write(json ? `${JSON.stringify(result)}\n` : renderResult(result))
  } catch (error) {
    steps.fail()
    throw error
  }
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
  const shown = flags.json ? `${JSON.stringify(plan)}\n` : renderPlan(plan)
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

function renderResult(result: RestoreResult): string {
  const { trust, checks } = result
  const lines = [`restored ${result.backup} into ${result.database} in ${formatSeconds(result.durationMs / 1000)}`]
  lines.push(...checks.map((check) => `  ok  ${check.name}: ${check.detail}`))
  if (trust) {
    const { sessionsEnded, noncesBurnt, leasesReleased } = trust
    lines.push(`  ended ${sessionsEnded} sessions, burnt ${noncesBurnt} nonces, released ${leasesReleased} jobs`)
  }
  if (result.previous) lines.push(`the database used before is kept: ${result.previous}`)
  return `${lines.join('\n')}\nnext: ./aura up\n`
}
