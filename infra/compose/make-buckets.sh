#!/bin/sh
# Makes both buckets and one account for each, which reaches its own bucket only. Idempotent. Secrets travel in the
# environment and on standard input, never in arguments.
set -eu
umask 077
MC_HOST_aura="http://$MINIO_ROOT_USER:$(cat "$MINIO_ROOT_PASSWORD_FILE")@${MINIO_ADDRESS:-minio:9000}"
export MC_HOST_aura
temporary=${TMPDIR:-/tmp}
lifecycle=${BUCKET_LIFECYCLE_FILE:-/aura/bucket-lifecycle.json}

settle() { # settle BUCKET ACCESS_KEY_ID SECRET_FILE
  mc mb --ignore-existing "aura/$1"
  # Deleted and overwritten objects can be brought back.
  mc version enable "aura/$1"
  # For a month, and those of the heartbeat trail, which is written anew every ten seconds, for a day. Replaces the rules of a
  # run before.
  mc ilm rule import "aura/$1" <"$lifecycle"
  cat >"$temporary/$2.json" <<POLICY
{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetBucketLocation", "s3:ListBucketMultipartUploads"], "Resource": ["arn:aws:s3:::$1"] },
    { "Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"], "Resource": ["arn:aws:s3:::$1/*"] }
  ]
}
POLICY
  mc admin policy create aura "$2" "$temporary/$2.json"
  printf '%s\n%s\n' "$2" "$(cat "$3")" | mc admin user add aura
  mc admin policy attach aura "$2" --user "$2" || attached "$2"
}

# A second run is told that the policy is attached already.
attached() { mc admin user info aura "$1" --json | grep -q "\"policyName\":\"$1\""; }

settle aura-production-bucket "$OBJECT_STORE_ACCESS_KEY_ID" "$OBJECT_STORE_SECRET_ACCESS_KEY_FILE"
settle aura-backup-bucket "$BACKUP_STORE_ACCESS_KEY_ID" "$BACKUP_STORE_SECRET_ACCESS_KEY_FILE"
