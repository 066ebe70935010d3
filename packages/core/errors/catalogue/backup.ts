import { defineErrors, exitCodes } from '../define.ts'

export const backupErrors = defineErrors({
  compressor_failed: {
    status: 500,
    exitCode: exitCodes.failed,
    message: '{program} did not compress the dump: {detail}',
    hint: 'Run "./aura backup create" again; where the program itself is broken, remove its package: without it the compression built in is used.',
  },
  download_exists: {
    status: 409,
    exitCode: exitCodes.refused,
    message: 'there is another file at {path}',
    hint: 'Move it away, or download into another folder with --output DIR.',
  },
  download_not_kept: {
    status: 500,
    exitCode: exitCodes.failed,
    message: 'the backup cannot be kept at {path}: {detail}',
    hint: 'Make room there, or download into another folder with --output DIR.',
  },
  psql_too_old: {
    status: 409,
    exitCode: exitCodes.version,
    message:
      'the psql on the PATH is {found}, which cannot load {name}: its dump was made by a pg_dump that writes \\restrict',
    hint: 'Install the client tools of {wanted}, or restore with "./aura restore", which needs no psql.',
  },
})
