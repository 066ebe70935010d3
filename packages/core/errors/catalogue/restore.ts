import { defineErrors, exitCodes } from '../define.ts'

export const restoreErrors = defineErrors({
  restore_connection_lost: {
    status: 503,
    exitCode: exitCodes.unavailable,
    message: 'the connection to the database was lost while {name} was being restored: {detail}',
    hint: 'Look at "./aura status" and the log of the server, then run the command again: it goes on from what is there.',
  },
  restore_disk_full: {
    status: 503,
    exitCode: exitCodes.unavailable,
    message: 'the disk of the server filled up while {name} was being restored: {detail}',
    hint: 'Make room there, or give the server another disk, then run the same command again; nothing was kept of it.',
  },
  restore_extension_missing: {
    status: 409,
    exitCode: exitCodes.version,
    message: 'the server cannot give a database the extension {extension} {wanted}, which the backup has: {found}',
    hint: 'Install that version or a newer one on the server, then run the command again; nothing was changed.',
  },
  restore_setting_unknown: {
    status: 409,
    exitCode: exitCodes.version,
    message: 'the dump {name} sets {setting}, which Postgres {major} does not know: a newer pg_dump wrote it',
    hint: 'Restore it into a newer Postgres, or choose a backup that was made with pg_dump {major}; nothing was changed.',
  },
  restore_right_missing: {
    status: 403,
    exitCode: exitCodes.permission,
    message: 'the account {user} may not {right} on the server',
    hint: 'Give it that right, or name another account in DATABASE_URL for this command; nothing was changed.',
  },
  restore_space_missing: {
    status: 409,
    exitCode: exitCodes.refused,
    message: 'the restored database may take {needed}, and {path} has {free} left',
    hint: 'Make room there, or give the server another disk, then run the command again; nothing was changed.',
  },
  restore_server_changed: {
    status: 409,
    exitCode: exitCodes.refused,
    message: 'the server that answers is not the one of the plan: its system identifier is {found} instead of {wanted}',
    hint: 'Find out where DATABASE_URL leads, then run "./aura restore" again and read the new plan; the database in use is untouched.',
  },
  restore_server_read_only: {
    status: 409,
    exitCode: exitCodes.refused,
    message: 'the server is a standby, which takes no writes',
    hint: 'Name the primary in DATABASE_URL, or promote the standby first; nothing was changed.',
  },
  restore_server_unreachable: {
    status: 503,
    exitCode: exitCodes.unavailable,
    message: 'the server to restore into does not let anybody in: {detail}',
    hint: 'See that Postgres runs and takes this account in the database "postgres", then run the command again.',
  },
  restore_sessions_left: {
    status: 409,
    exitCode: exitCodes.locked,
    message: 'the database {database} cannot be replaced while it is used by {sessions}',
    hint: 'End these sessions, or stop what they belong to, then run the same command again: only the last step is left.',
  },
  restore_not_promoted: {
    status: 500,
    exitCode: exitCodes.partial,
    message: 'the backup is restored and verified as {database}, but not in use: {detail}',
    hint: 'Mend what is named and run the same command again, which has only the last step left; with --no-reconcile it leaves that part out.',
  },
  restore_table_missing: {
    status: 404,
    exitCode: exitCodes.missing,
    message: 'the backup {name} has no table {table}',
    hint: 'Name one of those that its manifest lists: {tables}.',
  },
})
