import { defineErrors, exitCodes } from '../define.ts'

export const objectStoreErrors = defineErrors({
  object_store_url_invalid: {
    status: 500,
    exitCode: exitCodes.usage,
    message: 'the object store URL {url} is not supported',
    hint: 'Write it as file:///absolute/path or s3://bucket/prefix?endpoint=http://host:port&region=us-east-1, with credentials in their own variables.',
  },
  object_store_failed: {
    status: 503,
    exitCode: exitCodes.unavailable,
    message: 'the object store {store} failed: {detail}',
    hint: 'Check that the place exists, is writable and has room, then run the command again.',
  },
  object_store_unreachable: {
    status: 503,
    exitCode: exitCodes.unavailable,
    message: 'the object store at {endpoint} cannot be reached: {detail}',
    hint: 'Check that the server runs and that host and port in the URL of the store are right, then run the command again.',
  },
  object_store_bucket_missing: {
    status: 503,
    exitCode: exitCodes.missing,
    message: 'there is no bucket {bucket} in the object store {store}',
    hint: 'Create it with "aws s3 mb s3://{bucket}", or correct the name in the URL of the store.',
  },
  object_store_credentials_missing: {
    status: 503,
    exitCode: exitCodes.credentials,
    message: 'there are no credentials for the object store {store}',
    hint: 'Set ACCESS_KEY_ID and SECRET_ACCESS_KEY with the prefix of its URL (OBJECT_STORE_, BACKUP_STORE_ or JOURNAL_STORE_), or give the machine a role.',
  },
  object_store_credentials_refused: {
    status: 503,
    exitCode: exitCodes.credentials,
    message: 'the object store {store} refused the credentials: {detail}',
    hint: 'Correct ACCESS_KEY_ID and SECRET_ACCESS_KEY with the prefix of its URL (OBJECT_STORE_, BACKUP_STORE_ or JOURNAL_STORE_).',
  },
  object_store_access_denied: {
    status: 503,
    exitCode: exitCodes.permission,
    message: 'the account may not do this in the object store {store}',
    hint: 'Allow it to list the bucket and to get, put and delete its objects, or use the credentials of another account.',
  },
  object_store_condition_ignored: {
    status: 503,
    exitCode: exitCodes.refused,
    message: 'the object store {store} would overwrite an object that is there already, although it was told not to',
    hint: 'If it is Ceph\'s RADOS Gateway, run "aws s3api put-bucket-versioning --bucket {bucket} --versioning-configuration Status=Suspended" as its owner; else take a server that keeps "If-None-Match: *".',
  },
  object_store_encryption_missing: {
    status: 503,
    exitCode: exitCodes.refused,
    message: 'the object store {store} does not encrypt what it keeps with {algorithm}, as its URL asks: {detail}',
    hint: 'Give the server the key that it needs for that (MinIO: MINIO_KMS_SECRET_KEY; Ceph: a KMS, with "encryption=aws:kms&kmsKeyId=…"), or take "encryption" out of the URL and encrypt its disk.',
  },
  object_store_clock_skewed: {
    status: 503,
    exitCode: exitCodes.unavailable,
    message:
      'the clock of this machine is {skew} that of the object store {store}, which refuses requests signed so far off',
    hint: 'Set the clock, best by NTP ("timedatectl set-ntp true"), then run the command again.',
  },
  object_spool_failed: {
    status: 503,
    exitCode: exitCodes.failed,
    message: 'the object cannot be kept in {path} on its way to the object store: {detail}',
    hint: 'Make room there, or name another directory with TMPDIR, then run the command again.',
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
  object_hash_missing: {
    status: 500,
    exitCode: exitCodes.corrupt,
    message: 'the object {key} in {store} cannot be checked: the SHA-256 kept for it is not there',
    hint: 'Copy ".aura-sha256" from beside it in the store where it comes from, or read it with a tool that does not check and compare it with another copy.',
  },
  object_too_large: {
    status: 500,
    exitCode: exitCodes.corrupt,
    message: 'the object {key} is larger than the {maxBytes} bytes expected there',
    hint: 'Something else was stored under that name; move it away.',
  },
  backup_store_not_apart: {
    status: 500,
    exitCode: exitCodes.refused,
    message: 'backups would go where the objects are, {path}',
    hint: 'Set BACKUP_STORE_URL to another place, best on another machine: what loses the objects must not lose their backups.',
  },
})
