import { createPhysicalBackup, type PhysicalType } from '@aura-sign/recovery'
import type { CommandContext } from '../../config.ts'
import { createProgress } from '../../progress/create-progress.ts'
import { formatBytes } from '../../progress/format-quantity.ts'
import type { StackFlag } from '../../stack-in-use/add-stack-option.ts'
import { openPgBackRest } from './open-pgbackrest.ts'

export interface CreatePhysicalFlags extends StackFlag {
  readonly type?: PhysicalType
  readonly newCluster?: true
  readonly json?: true
}

/** `backup create --engine physical`: prints the label of the backup. */
export async function createPhysical(context: CommandContext, flags: CreatePhysicalFlags): Promise<void> {
  const json = flags.json === true
  const pgBackRest = await openPgBackRest(context, flags)
  const step = createProgress({ stream: process.stderr, json, isTty: process.stderr.isTTY === true }).step('back up')
  try {
    const made = await createPhysicalBackup(pgBackRest, {
      type: flags.type ?? 'incr',
      newCluster: flags.newCluster === true,
      onProgress: (share) => step.update(Math.round(share * 1000), 1000),
    })
    step.end()
    if (!json) {
      const content = `${made.type} backup of ${formatBytes(made.databaseBytes)}, ${formatBytes(made.sizeBytes)} stored`
      process.stderr.write(`aura: physical backup complete: ${content}\n`)
    }
    process.stdout.write(json ? `${JSON.stringify({ engine: 'physical', ...made })}\n` : `${made.label}\n`)
  } catch (error) {
    step.fail()
    throw error
  }
}
