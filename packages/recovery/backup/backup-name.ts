const pattern = /^backup_(\d{4}-\d{2}-\d{2})_(\d{2})-(\d{2})-(\d{2})\.sql\.gz$/

/** Object keys of all backups begin with this. */
export const backupPrefix = 'backup_'

/** `backup_YYYY-MM-DD_HH-MM-SS.sql.gz`, in UTC. */
export function backupNameAt(at: Date): string {
  const stamp = at.toISOString().slice(0, 19).replace('T', '_').replaceAll(':', '-')
  return `${backupPrefix}${stamp}.sql.gz`
}

/** The second that a backup's name states, or null when it is not the name of a backup. */
export function parseBackupName(name: string): Date | null {
  const match = pattern.exec(name)
  if (!match) return null
  const at = new Date(`${match[1]}T${match[2]}:${match[3]}:${match[4]}Z`)
  // Refuses days and hours that do not exist, which Date would shift or call invalid.
  return !Number.isNaN(at.getTime()) && backupNameAt(at) === name ? at : null
}

/** Key of the manifest of a backup, written last. */
export function manifestNameOf(name: string): string {
  return `${name.slice(0, -'.sql.gz'.length)}.manifest.json`
}

/** The backup a manifest's key belongs to, or null when it is not such a key. */
export function backupNameOfManifest(key: string): string | null {
  const suffix = '.manifest.json'
  if (!key.endsWith(suffix)) return null
  const name = `${key.slice(0, -suffix.length)}.sql.gz`
  return parseBackupName(name) ? name : null
}
