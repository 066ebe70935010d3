#!/bin/sh
# Backups of the database: scripts/db_backup.sh create|list [--json]. The same as ./aura backup.
set -eu
exec "$(dirname "$0")/../aura" backup "$@"
