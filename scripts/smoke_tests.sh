#!/bin/sh
# Checks a running service as a person would use it: scripts/smoke_tests.sh [BASE_URL]. Exit code 1 if any check fails.
set -eu
exec "$(dirname "$0")/../aura" smoke "$@"
