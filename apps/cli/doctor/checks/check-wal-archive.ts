import type { WalArchiveState } from '@aura-sign/postgres'
import { type Finding, fail, ok } from '../finding.ts'

const name = 'WAL archive'

/** Whether WAL reaches its archive; nothing where none is to. */
export function checkWalArchive(state: Pick<WalArchiveState, 'fault'> | null): Finding[] {
  if (state === null) return []
  if (state.fault === null) return [ok(name, 'the newest attempt to archive went well')]
  return [fail(name, state.fault, 'Follow "WalNotArchived" in docs/runbooks/DR_RUNBOOK.md.')]
}
