import { exitCodes, systemClock } from '@aura-sign/core'
import { type ObjectsRestorePlan, restoreObjects } from '@aura-sign/recovery'
import { type Command, InvalidArgumentError } from 'commander'
import type { CommandContext } from '../config.ts'
import { followObjects } from '../objects/follow-objects.ts'
import { openObjectStores } from '../objects/open-object-stores.ts'
import { renderRestorePlan, renderRestoreResult } from '../objects/render-objects.ts'
import { createProgress } from '../progress/create-progress.ts'
import { addStackOption, type StackFlag } from '../stack-in-use/add-stack-option.ts'

interface ObjectsFlags extends StackFlag {
  prefix?: string
  deletedSince?: Date
  overwrite?: true
  reread?: true
  dryRun?: true
  json?: true
  confirm?: string
}

export function registerRestoreObjects(restore: Command, context: CommandContext): void {
  addStackOption(restore.command('objects'))
    .description('put objects back from their copies in the backup store; what is there and differs stays')
    .option('--prefix <keys>', 'only objects whose keys begin so; default: data/')
    .option(
      '--deleted-since <time>',
      'what was deleted or overwritten since then, as it was then: "2026-11-22 10:15:00Z"',
      parseTime,
    )
    .option('--overwrite', 'replace objects that are there and differ')
    .option('--reread', 'read what is there, so that damaged evidence differs')
    .option('-n, --dry-run', 'print the plan and end')
    .option('--json', 'print plan or result as JSON, progress as NDJSON on standard error')
    .option('--confirm <name>', 'the name that the plan asks for: of the bucket or folder that is written to')
    .addHelpText(
      'after',
      '\nExit codes: 0 all is back, 3 some copies are damaged or could not be written, and are named.',
    )
    .action((flags: ObjectsFlags) => putBack(context, flags))
}

async function putBack(context: CommandContext, flags: ObjectsFlags): Promise<void> {
  const json = flags.json === true
  const { objects, backups } = await openObjectStores(context, { ...flags, to: 'restore' })
  const follower = followObjects(createProgress({ stream: process.stderr, json, isTty: process.stderr.isTTY === true }))
  try {
    const result = await restoreObjects({
      ...{ objects, backups },
      clock: systemClock,
      prefix: flags.prefix,
      deletedSince: flags.deletedSince,
      overwrite: flags.overwrite,
      reread: flags.reread,
      approve: async (plan) => {
        follower.end()
        return await approve(plan, flags)
      },
      onProgress: follower.update,
    })
    follower.end()
    if (!result) return
    process.stdout.write(json ? `${JSON.stringify(result)}\n` : renderRestoreResult(result))
    if (result.failed > 0) process.exitCode = exitCodes.partial
  } catch (error) {
    follower.fail()
    throw error
  }
}

/** Shows the plan, which with `--dry-run` is the result; else asks for the confirmation. */
async function approve(plan: ObjectsRestorePlan, flags: ObjectsFlags): Promise<boolean> {
  const shown = flags.json ? `${JSON.stringify(plan)}\n` : renderRestorePlan(plan)
  if (flags.dryRun) {
    process.stdout.write(shown)
    return false
  }
  process.stderr.write(shown)
  const { confirm } = await import('./confirm.ts')
  const interactive = process.stdin.isTTY === true && process.stderr.isTTY === true && !flags.json
  await confirm({ name: plan.confirm, given: flags.confirm, interactive })
  return true
}

/** With its zone: without one it would be another time on another machine. */
function parseTime(text: string): Date {
  const at = new Date(text.trim().replace(' ', 'T'))
  if (!/(Z|[+-]\d\d:?\d\d)$/i.test(text.trim()) || Number.isNaN(at.getTime())) {
    throw new InvalidArgumentError('it has to be a time with its zone, such as 2026-11-22T10:15:00Z')
  }
  return at
}
