import type { BackupSummary } from '@aura-sign/recovery'
import { formatBytes, formatCount, formatSeconds } from '../progress/format-quantity.ts'

/** A table of backups, newest first. */
export function renderBackups(backups: readonly BackupSummary[], now: Date): string {
  const header = ['NAME', 'AGE', 'SIZE', 'ENGINE', 'SCHEMA', 'ROWS', 'ENCRYPTED', 'VERIFIED', 'STATE']
  const rows = backups.map((backup) => [
    backup.name,
    ageOf(backup.at, now),
    formatBytes(backup.sizeBytes),
    backup.engine,
    backup.schemaVersion ?? '-',
    backup.rows === null ? '-' : formatCount(backup.rows),
    backup.encrypted === null ? '-' : backup.encrypted ? 'yes' : 'no',
    renderVerified(backup, now),
    backup.problem === null ? backup.state : `${backup.state}: ${backup.problem}`,
  ])
  return renderTable([header, ...rows])
}

function renderVerified({ verified }: BackupSummary, now: Date): string {
  if (verified === null) return 'no'
  return verified.ok ? `${ageOf(verified.at, now)} ago` : `FAILED ${ageOf(verified.at, now)} ago`
}

function ageOf(at: string, now: Date): string {
  return formatSeconds(Math.max(0, (now.getTime() - Date.parse(at)) / 1000))
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
