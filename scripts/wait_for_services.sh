#!/bin/sh
# Waits until the services can be used: scripts/wait_for_services.sh [--timeout SECONDS] [service…]. The same as ./aura wait.
set -eu
exec "$(dirname "$0")/../aura" wait "$@"
