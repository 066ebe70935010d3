import { AuraError, systemClock } from '@aura-sign/core'
import { assertDone, backupObjects, type ObjectsApproval, type ObjectsBackupPlan, storeName } from '@aura-sign/recovery'
import type { Command } from 'commander'
import type { CommandContext } from '../config.ts'
import { followObjects } from '../objects/follow-objects.ts'
import { openObjectStores } from '../objects/open-object-stores.ts'
import { renderBackupPlan, renderObjectsRun } from '../objects/render-objects.ts'
import { createProgress } from '../progress/create-progress.ts'
import { addStackOption, type StackFlag } from '../stack-in-use/add-stack-option.ts'

interface ObjectsFlags extends StackFlag {
  confirm?: string
  reread?: true
  dryRun?: true
  json?: true
}

export function registerBackupObjects(backup: Command, context: CommandContext): void {
  addStackOption(backup.command('objects'))
    .description(
      'copy new and changed objects to the backup store, under the same keys; what was deleted is kept there',
    )
    .option(
      '--confirm <name>',
      'name of the bucket or folder of the objects: so many deletions and overwrites are meant',
    )
    .option('--reread', 'read every copy again and replace what is damaged; without it, a thirtieth of them a day')
    .option('-n, --dry-run', 'print what would be done and end')
    .option('--json', 'print the result as JSON, progress as NDJSON on standard error')
    .addHelpText(
      'after',
      '\nExit codes: 0 every object has a good copy, 3 some have none and are named, 14 more than half were deleted\nor overwritten, which has to be confirmed.',
    )
    .action((flags: ObjectsFlags) => copyObjects(context, flags))
}

async function copyObjects(context: CommandContext, flags: ObjectsFlags): Promise<void> {
  const json = flags.json === true
  const { objects, backups } = await openObjectStores(context, { ...flags, to: 'back up' })
  const name = storeName(objects.url)
  if (flags.confirm !== undefined && flags.confirm !== name)
    throw new AuraError('confirmation_missing', { target: name })
  const follower = followObjects(createProgress({ stream: process.stderr, json, isTty: process.stderr.isTTY === true }))
  const approve = async (plan: ObjectsBackupPlan): Promise<ObjectsApproval> => {
    if (flags.dryRun) {
      process.stdout.write(json ? `${JSON.stringify({ ...plan, confirm: name })}\n` : renderBackupPlan(plan))
      return 'nothing'
    }
    return plan.isSuspicious && flags.confirm === undefined ? 'new only' : 'all'
  }
  try {
    const run = await backupObjects({
      ...{ objects, backups, approve },
      clock: systemClock,
      keepDays: context.config.OBJECTS_KEEP_DAYS,
      rereadAll: flags.reread === true,
      onProgress: follower.update,
    })
    follower.end()
    if (!run) return
    process.stdout.write(json ? `${JSON.stringify(run)}\n` : renderObjectsRun(run))
    assertDone(run, objects)
  } catch (error) {
    follower.fail()
    throw error
  }
}
