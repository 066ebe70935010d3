#!/bin/sh
# Is Redis well? redis-cli reads the password from the environment, not from its arguments.
set -eu
REDISCLI_AUTH=$(cat "$REDIS_PASSWORD_FILE")
export REDISCLI_AUTH
[ "$(redis-cli -h 127.0.0.1 -p "${REDIS_CHECK_PORT:-6379}" ping)" = PONG ]
