#!/bin/sh
# Builds the vector index anew while the service goes on. The same as ./aura reindex; --help names the options.
set -eu
umask 077
exec "$(dirname "$0")/../aura" reindex "$@"
