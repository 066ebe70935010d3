import { systemClock } from '@aura-sign/core'
import { type PruneResult, pruneBackups, retentionPolicyOf } from '@aura-sign/recovery'
import type { Command } from 'commander'
import type { CommandContext } from '../config.ts'
import { createProgress } from '../progress/create-progress.ts'
import { formatBytes } from '../progress/format-quantity.ts'
import { addStackOption, type StackFlag } from '../stack-in-use/add-stack-option.ts'
import { findBackupStore } from './find-backup-store.ts'
import { renderTable } from './render-backups.ts'

interface PruneFlags extends StackFlag {
  dryRun?: true
  json?: true
}

export function registerBackupPrune(backup: Command, context: CommandContext): void {
  const command = backup
    .command('prune')
    .description('remove the backups that retention does not keep; the newest verified one and all newer ones stay')
    .option('-n, --dry-run', 'show what would be removed, and why the rest stays')
    .option('--json', 'print the result as JSON, progress as NDJSON on standard error')
  addStackOption(command).action((flags: PruneFlags) => prune(context, flags))
}

async function prune(context: CommandContext, flags: PruneFlags): Promise<void> {
  const json = flags.json === true
  const { store } = await findBackupStore(context, flags)
  const progress = createProgress({ stream: process.stderr, json, isTty: process.stderr.isTTY === true })
  const step = progress.step('remove backups')
  try {
    const result = await pruneBackups(store, {
      ...{ policy: retentionPolicyOf(context.config), now: systemClock.now() },
      ...(flags.dryRun && { dryRun: true }),
      onProgress: step.update,
    })
    step.end()
    process.stdout.write(json ? `${JSON.stringify(describe(result))}\n` : render(result, flags.dryRun === true))
  } catch (error) {
    step.fail()
    throw error
  }
}

function describe({ plan, removed }: PruneResult) {
  const named = (list: PruneResult['removed']) =>
    list.map(({ backup, reason }) => ({ backup: backup.stem, sizeBytes: backup.sizeBytes, reason }))
  return { keep: named(plan.keep), remove: named(plan.remove), removed: removed.map(({ backup }) => backup.stem) }
}

function render({ plan, removed }: PruneResult, dryRun: boolean): string {
  const rows = (list: PruneResult['removed'], action: string) =>
    list.map(({ backup, reason }) => [backup.stem, action, formatBytes(backup.sizeBytes), reason])
  const table = [
    ['BACKUP', 'ACTION', 'SIZE', 'REASON'],
    ...rows(plan.keep, 'keep'),
    ...rows(plan.remove, dryRun ? 'would remove' : 'removed'),
  ]
  const freed = (dryRun ? plan.remove : removed).reduce((sum, { backup }) => sum + backup.sizeBytes, 0)
  const count = dryRun ? `would remove ${plan.remove.length}` : `removed ${removed.length}`
  return `${renderTable(table)}${count} of ${plan.keep.length + plan.remove.length} backups, ${formatBytes(freed)}\n`
}
