#!/bin/sh
# Writes Redis' settings, password included, where only Redis reads them, and becomes Redis: nothing secret in arguments.
set -eu
umask 077
settings=${REDIS_SETTINGS_FILE:-/run/redis/redis.conf}
password=$(cat "$REDIS_PASSWORD_FILE")
[ -n "$password" ] || { echo "redis: $REDIS_PASSWORD_FILE is empty; run scripts/make_compose_secrets.sh" >&2; exit 1; }
cat >"$settings" <<SETTINGS
bind * -::*
protected-mode yes
port 6379
requirepass $password
dir /data
# Hints only: what is true stands in Postgres, so nothing is worth a write to the disk.
save ""
appendonly no
# The alert on memory needs a bound to measure against; a full Redis refuses hints rather than forgets some.
maxmemory 256mb
maxmemory-policy noeviction
tcp-keepalive 60
SETTINGS
exec redis-server "$settings"
