const sqliteFull = 13
const full = new Set<unknown>(['ENOSPC', 'EDQUOT'])

/** Whether a write failed because the disk, or what this user may have of it, is full: an error of the file system or of SQLite. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return ('code' in error && full.has(error.code)) || ('errcode' in error && error.errcode === sqliteFull)
}
