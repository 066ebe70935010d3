import { defineErrors, exitCodes } from '../define.ts'

export const databaseErrors = defineErrors({
  database_unreachable: {
    status: 503,
    exitCode: exitCodes.unavailable,
    message: 'the database at {address} cannot be reached',
    hint: 'Start it ("./aura stack start postgres", or "./aura up" for the embedded stack), or correct DATABASE_URL.',
  },
  database_missing: {
    status: 503,
    exitCode: exitCodes.missing,
    message: 'the server at {address} answers, but has no database {database}',
    hint: 'Bring it back as "Database Recovery" in docs/runbooks/DR_RUNBOOK.md says, or correct DATABASE_URL.',
  },
  stack_has_no_database: {
    status: 503,
    exitCode: exitCodes.missing,
    message: 'the stack "{stack}" has no database that is known here',
    hint: 'Set DATABASE_URL, or name another stack with --stack; "./aura config print" says what is in use.',
  },
  schema_newer: {
    status: 503,
    exitCode: exitCodes.version,
    message: 'the database has schema {found}, newer than the {known} this version knows',
    hint: 'Run the version of Aura-Sign that made it, or restore an older backup with "./aura restore".',
  },
  schema_behind: {
    status: 503,
    exitCode: exitCodes.version,
    message: 'the database lacks {count} migrations, the first is {first}',
    hint: 'Run "./aura migrate".',
  },
  migration_failed: {
    status: 500,
    exitCode: exitCodes.failed,
    message: 'a migration failed: {detail}',
    hint: 'Nothing of the failed migration was applied; correct it and run "./aura migrate" again.',
  },
})
