import type { PartialRestoreFlags } from './restore-partially.ts'

export interface RestoreFlags extends PartialRestoreFlags {
  at?: string
  promote: boolean
  reconcile: boolean
  confirm?: string
}
