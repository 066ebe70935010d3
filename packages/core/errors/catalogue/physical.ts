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
    message: 'pgBackRest did not finish "{command}": {detail}',
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
})
