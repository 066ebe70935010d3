import { type PhysicalBackup, readRepository } from '@aura-sign/recovery'
import type { CommandContext } from '../../config.ts'
import { formatBytes, formatSeconds } from '../../progress/format-quantity.ts'
import type { StackFlag } from '../../stack-in-use/add-stack-option.ts'
import { renderTable } from '../render-backups.ts'
import { openPgBackRest } from './open-pgbackrest.ts'

/** `backup list --engine physical`: newest first. */
export async function listPhysical(context: CommandContext, flags: StackFlag & { json?: true }): Promise<void> {
  const { backups } = await readRepository(await openPgBackRest(context, flags))
  const newestFirst = backups.toReversed()
  if (flags.json) {
    const entries = newestFirst.map((backup) => ({ engine: 'physical', ...backup }))
    return void process.stdout.write(`${JSON.stringify(entries)}\n`)
  }
  process.stdout.write(renderPhysical(newestFirst, new Date()))
}

/** A table of physical backups. */
export function renderPhysical(backups: readonly PhysicalBackup[], now: Date): string {
  const header = ['LABEL', 'TYPE', 'AGE', 'DATABASE', 'STORED', 'WAL', 'STATE']
  const rows = backups.map((backup) => [
    backup.label,
    backup.type,
    formatSeconds(Math.max(0, (now.getTime() - Date.parse(backup.stoppedAt)) / 1000)),
    formatBytes(backup.databaseBytes),
    formatBytes(backup.sizeBytes),
    `${backup.wal.first}..${backup.wal.last}`,
    backup.damaged ? 'damaged: it holds pages with a wrong checksum' : 'complete',
  ])
  return renderTable([header, ...rows])
}
