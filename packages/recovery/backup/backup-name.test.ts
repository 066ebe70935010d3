import { describe, expect, it } from 'vitest'
import {
  backupNameOf,
  backupStemAt,
  globalsNameOf,
  manifestNameOf,
  parseBackupName,
  parseBackupObject,
  stemOf,
  verdictNameOf,
} from './backup-name.ts'

const at = new Date('2026-11-23T10:15:00Z')
const stem = backupStemAt(at)

describe('the names of a backup', () => {
  it.each([
    ['backup_2026-11-23_10-15-00.sql.gz', { compression: 'gzip', encrypted: false }],
    ['backup_2026-11-23_10-15-00.sql.zst', { compression: 'zstd', encrypted: false }],
    ['backup_2026-11-23_10-15-00.sql.gz.age', { compression: 'gzip', encrypted: true }],
    ['backup_2026-11-23_10-15-00.sql.zst.age', { compression: 'zstd', encrypted: true }],
  ] as const)('%s tells time, compression and encryption', (name, options) => {
    expect(backupNameOf(stem, options)).toBe(name)
    expect(parseBackupName(name)).toEqual({ name, stem, at, ...options })
    expect(stemOf(name)).toBe(stem)
    expect(parseBackupObject(name)).toEqual({ stem, kind: 'data' })
  })

  it.each([
    ['globals', globalsNameOf(stem), 'backup_2026-11-23_10-15-00.globals.sql.gz'],
    ['globals', globalsNameOf(stem, { encrypted: true }), 'backup_2026-11-23_10-15-00.globals.sql.gz.age'],
    ['manifest', manifestNameOf(`${stem}.sql.zst`), 'backup_2026-11-23_10-15-00.manifest.json'],
    ['verdict', verdictNameOf(`${stem}.sql.gz.age`), 'backup_2026-11-23_10-15-00.verdict.json'],
  ])('the %s lie beside the data and are none themselves', (kind, key, expected) => {
    expect(key).toBe(expected)
    expect(parseBackupObject(key)).toEqual({ stem, kind })
    expect(parseBackupName(key)).toBeNull()
    expect(stemOf(key)).toBeNull()
  })

  it.each([
    'backup_2026-02-30_10-15-00.sql.gz',
    'backup_2026-11-23_24-15-00.sql.gz',
    'backup_2026-11-23_10-15-00.sql.bz2',
    'backup_2026-11-23_10-15-00.sql.gz.gpg',
    'backup_2026-11-23_10-15-00.sql',
    'dump.sql.gz',
    '../backup_2026-11-23_10-15-00.sql.gz',
    'backup_2026-11-23_10-15-00.sql.gz\n',
    '',
  ])('%j is none', (name) => {
    expect(parseBackupName(name)).toBeNull()
    expect(parseBackupObject(name)).toBeNull()
    expect(stemOf(name)).toBeNull()
  })
})
