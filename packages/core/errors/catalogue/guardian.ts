import { defineErrors, exitCodes } from '../define.ts'

export const guardianErrors = defineErrors({
  prune_refused: {
    status: 409,
    exitCode: exitCodes.permission,
    message: 'retention could not delete {key} from {store}: {detail}',
    hint: 'Let the account of the backups delete there, or, where a lock or a lifecycle rule of the bucket removes backups instead, set PRUNE_EVERY_MINUTES=0.',
  },
  verification_failed: {
    status: 500,
    exitCode: exitCodes.corrupt,
    message: 'the backup {name} was restored on trial and is not what it should be: {detail}',
    hint: 'Do not rely on it: make a new one with "./aura backup create", verify that, and keep this one as evidence.',
  },
  verification_elsewhere: {
    status: 503,
    exitCode: exitCodes.unavailable,
    message: 'there is no database server to verify the backup on: {detail}',
    hint: 'Start the database, or set VERIFY_DATABASE_URL to a server on which a database may be made and dropped.',
  },
  probe_unavailable: {
    status: 500,
    exitCode: exitCodes.failed,
    message: 'the code that verifies attestations and searches cannot be loaded: {detail}',
    hint: 'Run "./aura doctor", mend the checkout, then verify the backup again.',
  },
})
