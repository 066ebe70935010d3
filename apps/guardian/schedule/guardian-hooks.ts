import type { Probe, ScratchPlace } from '@aura-sign/recovery'

/** Physical backups with their WAL, where they are set up. */
export interface PhysicalBackups {
  /** Whether WAL arrives in the backup store: then the RPO is that of the WAL. */
  isArchiving(): Promise<boolean>
  /** Until when the WAL in the backup store reaches; null: nothing can be restored from it. */
  recoverableUntil(): Promise<Date | null>
  lastBackupAt(type: 'full' | 'diff'): Promise<Date | null>
  backup(type: 'full' | 'diff', options: { signal: AbortSignal }): Promise<void>
  /** Restores the newest one on trial, and throws when it is not whole. Absent: it is not verified here. */
  verification?: { lastRunAt(): Promise<Date | null>; run(options: { signal: AbortSignal }): Promise<void> }
}

/** Copies of the objects in the backup store. */
export interface ObjectBackups {
  lastRunAt(): Promise<Date | null>
  run(options: { signal: AbortSignal }): Promise<void>
}

/** What the schedule does beside making logical backups; what is absent is not scheduled. */
export interface GuardianHooks {
  verification?: {
    scratch: ScratchPlace
    probes: () => Promise<readonly Probe[]>
  }
  physical?: PhysicalBackups
  objects?: ObjectBackups
}
