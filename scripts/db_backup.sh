#!/bin/sh
# Backups of the database: create, list, download, latest, verify, verify-schedule, prune. The same as ./aura backup; --help names the options.
set -eu
umask 077
exec "$(dirname "$0")/../aura" backup "$@"
