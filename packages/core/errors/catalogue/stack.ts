import { defineErrors, exitCodes } from '../define.ts'

export const stackErrors = defineErrors({
  port_in_use: {
    status: 500,
    exitCode: exitCodes.unavailable,
    message: 'port {port}, wanted for {service}, is already in use',
    hint: 'Stop what listens there, or set {variable} to another port.',
  },
  data_directory_unwritable: {
    status: 500,
    exitCode: exitCodes.permission,
    message: 'the data directory {path} cannot be written',
    hint: 'Run the command as the user who started the stack first, or give this user write permission there, or set AURA_DATA_DIR to another directory.',
  },
  disk_full: {
    status: 500,
    exitCode: exitCodes.unavailable,
    message: 'the disk of {path} is full',
    hint: 'Free some space there ("df -h {path}" shows how much there is), then run the command again.',
  },
  data_directory_corrupt: {
    status: 500,
    exitCode: exitCodes.corrupt,
    message: 'the database in {path} does not open: {detail}',
    hint: 'Keep the directory as evidence and recover with "./aura restore"; "./aura backup list" shows what there is.',
  },
  data_directory_version: {
    status: 500,
    exitCode: exitCodes.version,
    message: 'the database in {path} is of Postgres {found}, this version of Aura-Sign embeds Postgres {wanted}',
    hint: 'Back it up with the version of Aura-Sign that made it, then restore into a new directory with "./aura restore".',
  },
  embedded_database_failed: {
    status: 503,
    exitCode: exitCodes.failed,
    message: 'the embedded database in {path} stopped: {detail}',
    hint: 'Start again with "./aura up", which recovers what was acknowledged; if it persists, keep the directory as evidence.',
  },
  data_directory_locked: {
    status: 500,
    exitCode: exitCodes.locked,
    message: 'the data directory {path} is in use by process {pid}',
    hint: 'Wait for that process to end, or stop it: a running stack with "./aura down".',
  },
  stack_not_running: {
    status: 503,
    exitCode: exitCodes.unavailable,
    message: 'no stack is running in {path}',
    hint: 'Start one with "./aura up".',
  },
  database_lost: {
    status: 500,
    exitCode: exitCodes.missing,
    message: 'the database in {path} is gone',
    hint: 'Bring it back with "./aura restore"; to begin anew with an empty one instead, move {folder} away, uploaded files and all.',
  },
  database_not_restored: {
    status: 500,
    exitCode: exitCodes.missing,
    message: 'there is no database in {path}, but {store} holds backups of one, the newest of {at}',
    hint: 'Bring it back with "./aura restore"; to begin with an empty one instead, set BACKUP_STORE_URL to a place without backups, or move these away.',
  },
  active_database_invalid: {
    status: 500,
    exitCode: exitCodes.corrupt,
    message: 'the file {file} does not name a database',
    hint: 'Write into it which folder of {databases} is in use, by its name alone.',
  },
})
