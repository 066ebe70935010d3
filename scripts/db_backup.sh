#!/bin/sh
# Backups of the database: create, list, verify, verify-schedule, prune. The same as ./aura backup; --help names the options.
set -eu
exec "$(dirname "$0")/../aura" backup "$@"
