#!/bin/sh
# Makes the secrets of docker-compose.yml, one file each, readable by the one container user that needs it.
# What is there is never overwritten, so it can run at each update.
# Usage: scripts/make_compose_secrets.sh [--directory DIR] [--keep-owner]
#   --keep-owner  for engines without root, where a container's user is you: leaves the owner as it is
set -eu

checkout=$(cd "$(dirname "$0")/.." && pwd)
directory=$checkout/secrets
keep_owner=no
while [ $# -gt 0 ]; do
  case $1 in
    --directory)
      [ $# -ge 2 ] || { echo 'make_compose_secrets: --directory needs a folder' >&2; exit 2; }
      directory=$2
      shift ;;
    --keep-owner) keep_owner=yes ;;
    *)
      echo "make_compose_secrets: there is no option $1; see the head of this file" >&2
      exit 2 ;;
  esac
  shift
done
if [ "$keep_owner" = no ] && [ "$(id -u)" -ne 0 ]; then
  echo 'make_compose_secrets: only root can give the files to the users in the containers' >&2
  echo '  next: run it with sudo, or with --keep-owner for an engine that runs without root.' >&2
  exit 1
fi

# Docker mounts these files as they are: a checkout made under umask 077 or 027 keeps them from the users in the containers.
infra=$checkout/infra
closed=$(find "$infra" \( -type d ! -perm -005 \) -o \( -type f ! -perm -004 \))
if [ -n "$closed" ]; then
  echo 'make_compose_secrets: the users in the containers cannot read these files:' >&2
  printf '%s\n' "$closed" | sed 's/^/  /' >&2
  echo "  next: run chmod -R a+rX $infra, then this script again." >&2
  exit 1
fi

umask 077
mkdir -p "$directory"

random() { od -An -v -tx1 -N32 /dev/urandom | tr -d ' \n'; }

put() { # put NAME OWNER <text
  if [ -s "$directory/$1" ]; then
    cat >/dev/null
  else
    cat >"$directory/.$1.new"
    mv "$directory/.$1.new" "$directory/$1"
    echo "made $1" >&2
  fi
  chmod 600 "$directory/$1"
  [ "$keep_owner" = yes ] || chown "$2" "$directory/$1"
}

value() { cat "$directory/$1"; }

# Users in the containers: 999 postgres and redis, 10001 what this project builds and the exporters, 472 grafana.
random | put postgres_superuser_password 999:999
random | put postgres_admin_password 999:999
random | put postgres_exporter_password 999:999
value postgres_exporter_password | put exporter_database_password 10001:10001
printf 'postgresql://admin:%s@postgres:5432/aura?sslmode=disable' "$(value postgres_admin_password)" | put database_url 10001:10001
random | put redis_password 999:1000
printf 'redis://default:%s@redis:6379' "$(value redis_password)" | put redis_url 10001:10001
printf '{"redis://redis:6379":"%s"}' "$(value redis_password)" | put redis_exporter_passwords 10001:10001
random | put minio_root_password 10001:10001
# A name and 32 bytes, as MinIO takes them.
printf 'aura-sign:%s' "$(head -c 32 /dev/urandom | base64 | tr -d '\n')" | put minio_encryption_key 10001:10001
random | put objects_secret_access_key 10001:10001
random | put backups_secret_access_key 10001:10001
# The same account again, for another user: WAL goes where the backups go.
value backups_secret_access_key | put wal_store_secret_access_key 999:999
random | put wal_cipher 999:999
random | put restore_secret_access_key 10001:10001
random | put journal_secret_access_key 10001:10001
random | put guardian_token 10001:10001
random | put grafana_admin_password 472:0
echo "the secrets are in $directory" >&2
