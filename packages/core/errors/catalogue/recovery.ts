import { defineErrors, exitCodes } from '../define.ts'

export const recoveryErrors = defineErrors({
  object_store_url_invalid: {
    status: 500,
    exitCode: exitCodes.usage,
    message: 'the object store URL {url} is not supported',
    hint: 'Write it as file:///absolute/path.',
  },
  object_store_failed: {
    status: 503,
    exitCode: exitCodes.unavailable,
    message: 'the object store {store} failed: {detail}',
    hint: 'Check that the place exists, is writable and has room, then run the command again.',
  },
  object_key_invalid: {
    status: 400,
    exitCode: exitCodes.usage,
    message: 'the object key {key} is not valid: {problem}',
    hint: 'Use path segments of ordinary characters separated by single slashes.',
  },
  object_corrupt: {
    status: 500,
    exitCode: exitCodes.corrupt,
    message: 'the object {key} has SHA-256 {found} instead of {expected}',
    hint: 'Do not use it; take another copy, and check the disk or network it came from.',
  },
  object_too_large: {
    status: 500,
    exitCode: exitCodes.corrupt,
    message: 'the object {key} is larger than the {maxBytes} bytes expected there',
    hint: 'Something else was stored under that name; move it away.',
  },
  backup_exists: {
    status: 409,
    exitCode: exitCodes.refused,
    message: 'the backup {name} exists already',
    hint: 'Another backup was started in the same second; wait for it, or run the command again.',
  },
  dump_incomplete: {
    status: 500,
    exitCode: exitCodes.failed,
    message: 'the dump broke off after {bytes} bytes',
    hint: 'Look for the reason in the log of the database, then run "./aura backup create" again.',
  },
  backup_missing: {
    status: 404,
    exitCode: exitCodes.missing,
    message: 'there is no backup {name} in {store}',
    hint: 'List what there is with "./aura backup list".',
  },
  manifest_missing: {
    status: 500,
    exitCode: exitCodes.corrupt,
    message: 'the backup {name} has no manifest, so it was never completed',
    hint: 'Choose a completed backup from "./aura backup list".',
  },
  manifest_invalid: {
    status: 500,
    exitCode: exitCodes.corrupt,
    message: 'the manifest of {name} cannot be read: {detail}',
    hint: 'Choose another backup from "./aura backup list".',
  },
  backup_corrupt: {
    status: 500,
    exitCode: exitCodes.corrupt,
    message: 'the backup {name} is damaged: {detail}',
    hint: 'Choose another backup from "./aura backup list", and keep the damaged one as evidence.',
  },
  target_not_empty: {
    status: 409,
    exitCode: exitCodes.refused,
    message: 'the restore target {target} is not empty',
    hint: 'Restore into a new name with "--into NAME".',
  },
  confirmation_missing: {
    status: 409,
    exitCode: exitCodes.refused,
    message: 'this would destroy or replace {target} and was not confirmed',
    hint: 'Read the plan above, then run the command again with "--confirm={target}".',
  },
  restore_mismatch: {
    status: 500,
    exitCode: exitCodes.failed,
    message: 'the restored database differs from the manifest: {detail}',
    hint: 'Do not promote it; restore another backup and keep this one as evidence.',
  },
  drill_failed: {
    status: 500,
    exitCode: exitCodes.failed,
    message: 'the drill {scenario} failed: {detail}',
    hint: 'Read the failed checks in the report above; the runbook names the section for each.',
  },
})
