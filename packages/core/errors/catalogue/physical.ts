import { defineErrors, exitCodes } from '../define.ts'

/** Physical backups, archived WAL, and restores to a point in time. */
export const physicalErrors = defineErrors({
  pgbackrest_missing: {
    status: 503,
    exitCode: exitCodes.missing,
    message: 'no WAL is archived here: {reason}',
    hint: 'Correct what it names, run "./aura stack up -d postgres pgbackrest", then run the command again.',
  },
  pgbackrest_failed: {
    status: 500,
    exitCode: exitCodes.failed,
    message: 'the command "{command}" of pgBackRest failed: {detail}',
    hint: 'Correct what it names, then run the command again; "./aura backup list --engine physical" shows what there is.',
  },
  pgbackrest_busy: {
    status: 409,
    exitCode: exitCodes.locked,
    message: 'another pgBackRest command is at work on this repository: {detail}',
    hint: 'Wait for it to end, then run the command again.',
  },
  wal_repository_foreign: {
    status: 409,
    exitCode: exitCodes.refused,
    message: 'the archived WAL in the backup store is of another Postgres cluster: {detail}',
    hint: 'Check BACKUP_STORE_URL; if this cluster has taken the place of that one for good, run "./aura backup create --engine physical --new-cluster", which keeps the older backups.',
  },
  physical_stack_unsupported: {
    status: 409,
    exitCode: exitCodes.refused,
    message: 'physical backups are made of Postgres on the native and the compose stack, and this is {stack}',
    hint: 'Use "./aura backup create" without --engine, or the point-in-time recovery of whoever runs your Postgres.',
  },
  physical_backups_none: {
    status: 404,
    exitCode: exitCodes.missing,
    message: 'there is no physical backup in the repository',
    hint: 'Make one with "./aura backup create --engine physical --type full"; until then restore a logical one with "./aura restore".',
  },
  target_time_invalid: {
    status: 400,
    exitCode: exitCodes.usage,
    message: 'the time "{text}" is none to restore to: {detail}',
    hint: 'Name a time that is over, with its zone, as in --at "2026-11-22 10:15:00Z", or --at latest for the end of the archived WAL.',
  },
  target_time_unreachable: {
    status: 409,
    exitCode: exitCodes.refused,
    message: 'the state of {target} cannot be restored: {detail}; nothing was touched',
    hint: 'Choose a time within what can be reached, {window}, or --at latest.',
  },
  wal_missing: {
    status: 500,
    exitCode: exitCodes.corrupt,
    message: 'the archive lacks {segment}, one of {from} to {to} that this restore takes; nothing was touched',
    hint: 'Choose a time before that gap, or restore a later backup; bring the object back if a copy of the repository has it.',
  },
  point_in_time_missed: {
    status: 500,
    exitCode: exitCodes.failed,
    message: 'the recovery ended somewhere else than at {target}: {detail}',
    hint: 'The data in use were not touched; read {log}, and choose another time or backup.',
  },
  point_in_time_other: {
    status: 409,
    exitCode: exitCodes.refused,
    message: 'a restore to {begun} is about to be put into use and is not finished',
    hint: 'Finish it with --at "{begun}", then restore to another time.',
  },
  recovery_failed: {
    status: 500,
    exitCode: exitCodes.failed,
    message: 'the recovery of Postgres failed: {detail}',
    hint: 'The data in use were not touched; read the end of {log}, correct what it names and run the command again.',
  },
  restore_at_not_reconciled: {
    status: 500,
    exitCode: exitCodes.failed,
    message:
      'the cluster was recovered, but its attestations could not be reconciled with their signed copies: {detail}; the data in use were not touched',
    hint: 'Mend what is named and run the command again; with --no-reconcile it leaves that part to "./aura reconcile attestations".',
  },
  restore_at_unsupported: {
    status: 409,
    exitCode: exitCodes.refused,
    message: 'restoring to a point in time is a command on the native stack, and this is {stack}; nothing was done',
    hint: 'Follow "Point in time" in docs/runbooks/DR_RUNBOOK.md, or ask whoever runs your Postgres for its own.',
  },
})
