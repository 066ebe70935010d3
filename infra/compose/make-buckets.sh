#!/bin/sh
# Makes both buckets, an account for each, which reaches its own bucket only, one that reads the backups, and one that adds
# attestations to them.
# Idempotent. Secrets travel in the environment and on standard input, never in arguments.
set -eu
umask 077
MC_HOST_aura="http://$MINIO_ROOT_USER:$(cat "$MINIO_ROOT_PASSWORD_FILE")@${MINIO_ADDRESS:-minio:9000}"
export MC_HOST_aura
temporary=${TMPDIR:-/tmp}
lifecycle=${BUCKET_LIFECYCLE_FILE:-/aura/bucket-lifecycle.json}

make_bucket() { # make_bucket BUCKET
  mc mb --ignore-existing "aura/$1"
  # Deleted and overwritten objects can be brought back.
  mc version enable "aura/$1"
  # For a month, and those of the heartbeat trail, which is written anew every ten seconds, for a day. Replaces the rules of a
  # run before.
  mc ilm rule import "aura/$1" <"$lifecycle"
}

make_account() { # make_account ACCESS_KEY_ID SECRET_FILE <policy
  cat >"$temporary/$1.json"
  mc admin policy create aura "$1" "$temporary/$1.json"
  printf '%s\n%s\n' "$1" "$(cat "$2")" | mc admin user add aura
  mc admin policy attach aura "$1" --user "$1" || attached "$1"
}

# A second run is told that the policy is attached already.
attached() { mc admin user info aura "$1" --json | grep -q "\"policyName\":\"$1\""; }

reads_and_writes() { # reads_and_writes BUCKET
  cat <<POLICY
{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetBucketLocation", "s3:ListBucketMultipartUploads"], "Resource": ["arn:aws:s3:::$1"] },
    { "Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"], "Resource": ["arn:aws:s3:::$1/*"] }
  ]
}
POLICY
}

reads() { # reads BUCKET
  cat <<POLICY
{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Action": ["s3:ListBucket", "s3:ListBucketVersions", "s3:GetBucketLocation"], "Resource": ["arn:aws:s3:::$1"] },
    { "Effect": "Allow", "Action": ["s3:GetObject", "s3:GetObjectVersion"], "Resource": ["arn:aws:s3:::$1/*"] }
  ]
}
POLICY
}

# The second resource is the empty object by which the apps ask the server, before each write, whether it keeps conditions.
adds_attestations() { # adds_attestations BUCKET
  cat <<POLICY
{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Action": ["s3:PutObject"], "Resource": ["arn:aws:s3:::$1/attestations/*", "arn:aws:s3:::$1/.aura-condition-probe"] }
  ]
}
POLICY
}

make_bucket aura-production-bucket
make_bucket aura-backup-bucket
reads_and_writes aura-production-bucket | make_account "$OBJECT_STORE_ACCESS_KEY_ID" "$OBJECT_STORE_SECRET_ACCESS_KEY_FILE"
reads_and_writes aura-backup-bucket | make_account "$BACKUP_STORE_ACCESS_KEY_ID" "$BACKUP_STORE_SECRET_ACCESS_KEY_FILE"
reads aura-backup-bucket | make_account "$RESTORE_STORE_ACCESS_KEY_ID" "$RESTORE_STORE_SECRET_ACCESS_KEY_FILE"
adds_attestations aura-backup-bucket | make_account "$JOURNAL_STORE_ACCESS_KEY_ID" "$JOURNAL_STORE_SECRET_ACCESS_KEY_FILE"
