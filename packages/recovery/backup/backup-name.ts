export type BackupCompression = 'gzip' | 'zstd'

/** What the name of a backup, which is the key of its data, says about it. */
export interface BackupName {
  readonly name: string
  /** What the keys of all its objects begin with. */
  readonly stem: string
  readonly at: Date
  readonly compression: BackupCompression
  readonly encrypted: boolean
}

/** Object keys of all backups begin with this. */
export const backupPrefix = 'backup_'

const endings: Readonly<Record<BackupCompression, string>> = { gzip: '.sql.gz', zstd: '.sql.zst' }
const encryptedEnding = '.age'
const stemPattern = /^backup_(\d{4}-\d{2}-\d{2})_(\d{2})-(\d{2})-(\d{2})$/
const objectPattern =
  /^(?<stem>backup_[\d_-]{19})(?:(?<data>\.sql\.(?<format>gz|zst)(?<age>\.age)?)|(?<globals>\.globals\.sql\.gz(?:\.age)?)|(?<manifest>\.manifest\.json)|(?<verdict>\.verdict\.json))$/

/** `backup_YYYY-MM-DD_HH-MM-SS`, in UTC. */
export function backupStemAt(at: Date): string {
  return `${backupPrefix}${at.toISOString().slice(0, 19).replace('T', '_').replaceAll(':', '-')}`
}

/** `<stem>.sql.gz` or `<stem>.sql.zst`, with `.age` behind when it is encrypted. */
export function backupNameOf(
  stem: string,
  { compression = 'gzip', encrypted = false }: { compression?: BackupCompression; encrypted?: boolean } = {},
): string {
  return `${stem}${endings[compression]}${encrypted ? encryptedEnding : ''}`
}

/** What a backup's name states, or null when it is not the name of a backup. */
export function parseBackupName(name: string): BackupName | null {
  const object = parseBackupObject(name)
  const at = object?.kind === 'data' ? parseStem(object.stem) : null
  if (!object || !at) return null
  const encrypted = name.endsWith(encryptedEnding)
  const compression = name.includes(endings.zstd) ? 'zstd' : 'gzip'
  return { name, stem: object.stem, at, compression, encrypted }
}

/** The second that a stem states, or null when it is not the stem of a backup. */
export function parseStem(stem: string): Date | null {
  const match = stemPattern.exec(stem)
  if (!match) return null
  const at = new Date(`${match[1]}T${match[2]}:${match[3]}:${match[4]}Z`)
  // Refuses days and hours that do not exist, which Date would shift or call invalid.
  return !Number.isNaN(at.getTime()) && backupStemAt(at) === stem ? at : null
}

/** The stem of a backup that is named by it, or by the key of its data; null when it is neither. */
export function stemOf(backup: string): string | null {
  if (parseStem(backup)) return backup
  return parseBackupName(backup)?.stem ?? null
}

export interface BackupObject {
  stem: string
  kind: 'data' | 'globals' | 'manifest' | 'verdict'
}

/** Which backup an object belongs to, and what it is of it; null when it belongs to none. */
export function parseBackupObject(key: string): BackupObject | null {
  const groups = objectPattern.exec(key)?.groups
  if (!groups?.stem || !parseStem(groups.stem)) return null
  const kinds = ['data', 'globals', 'manifest', 'verdict'] as const
  const kind = kinds.find((kind) => groups[kind] !== undefined)
  return kind ? { stem: groups.stem, kind } : null
}

/** Key of the manifest of a backup, written last. */
export function manifestNameOf(backup: string): string {
  return `${stemOf(backup) ?? backup}.manifest.json`
}

/** Key of the roles and settings beside a backup. */
export function globalsNameOf(backup: string, { encrypted = false }: { encrypted?: boolean } = {}): string {
  return `${stemOf(backup) ?? backup}.globals.sql.gz${encrypted ? encryptedEnding : ''}`
}

/** Key of the result of a backup's last verification. */
export function verdictNameOf(backup: string): string {
  return `${stemOf(backup) ?? backup}.verdict.json`
}
