import type { BackupSummary } from '@aura-sign/recovery'
import { formatBytes, formatCount, formatSeconds } from '../progress/format-quantity.ts'

/** A table of backups, newest first. */
export function renderBackups(backups: readonly BackupSummary[], now: Date): string {
  const header = ['NAME', 'AGE', 'SIZE', 'SCHEMA', 'ROWS', 'STATE']
  const rows = backups.map((backup) => [
    backup.name,
    formatSeconds(Math.max(0, (now.getTime() - Date.parse(backup.at)) / 1000)),
    formatBytes(backup.sizeBytes),
    backup.schemaVersion ?? '-',
    backup.rows === null ? '-' : formatCount(backup.rows),
    backup.problem === null ? backup.state : `${backup.state}: ${backup.problem}`,
  ])
  return renderTable([header, ...rows])
}

/** Columns as wide as their widest cell. */
export function renderTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('')
}
