#!/usr/bin/env bash
# Installs the programs of the native stack from the distribution's own packages, and makes the account that runs them.
# What it installs does not start by itself; what was there before is left as it is.
set -euo pipefail
export LC_ALL=C DEBIAN_FRONTEND=noninteractive
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

readonly account=aura-sign
readonly pgvector_minimum=0.8.0
readonly postgres_minimum=14 postgres_maximum=18
readonly lock_wait_seconds=300
# A machine to plan for instead of this one, with --dry-run only: the tests' way to see another distribution.
readonly system=${AURA_SYSTEM_ROOT:-}
readonly policy=/usr/sbin/policy-rc.d
readonly policy_mark="Made by Aura-Sign's install_native_services.sh, which removes it when it is done"
readonly cluster_setting=/etc/postgresql-common/createcluster.d/aura-sign.conf
readonly programs='postgres (14 to 18, with pgvector 0.8.0 or newer), redis-server, minio or radosgw with ceph-mon and ceph-osd,
prometheus, prometheus-alertmanager, prometheus-node-exporter, prometheus-postgres-exporter, prometheus-redis-exporter, pgbackrest, openssl, aws, nc'

yes=false dry_run=false shown_suite='' work='' made_policy=false made_cluster_setting=false
distribution='' codename='' postgres_major='' postgres_from='' pgvector_from='' pgvector_found='' before=''
packages=() quiet_services=() left_out=()

here=${BASH_SOURCE[0]}
if [ -L "$here" ]; then here=$(readlink -f -- "$here"); fi
here=$(CDPATH='' cd -- "$(dirname -- "$here")" && pwd)
for part in machine plan packages services apt-sources build-pgvector; do
  # shellcheck disable=SC1090
  . "$here/install/$part.sh"
done

main() {
  parse "$@"
  know_system
  if [ -n "$shown_suite" ]; then source_entry "$shown_suite"; exit 0; fi
  plan
  if nothing_missing; then report; exit 0; fi
  print_plan
  if $dry_run; then exit 0; fi
  become_root
  work=$(mktemp -d "${TMPDIR:-/tmp}/aura-install.XXXXXX")
  # apt fetches as its own user.
  chmod 755 "$work"
  trap clean_up EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  refresh_lists
  # What the distribution offers is known only now.
  plan
  install_packages
  if [ "$pgvector_from" = source ]; then build_pgvector; fi
  make_account
  plan
  nothing_missing || fail "still missing: $(describe_missing)" 'Read the output of apt-get above, correct what it names and run this again.'
  report
}

usage() {
  cat <<'USAGE'
usage: scripts/install_native_services.sh [--yes] [--dry-run] [--show-source SUITE]

Installs what the native stack runs: Postgres with pgvector, pgBackRest, Redis, an S3 server, Prometheus, Alertmanager and exporters,
and makes the system account aura-sign, which runs them when the stack is started by root.
For Debian 12 and 13, Ubuntu 22.04 and 24.04.

  --yes      do not ask before using sudo
  --dry-run  say what would be done and do nothing
  --show-source SUITE
             print the entry for apt which pgvector's source package would be fetched with, and do nothing
  --help     this text
USAGE
}

parse() {
  while [ $# -gt 0 ]; do
    case $1 in
      --yes | -y) yes=true ;;
      --dry-run | -n) dry_run=true ;;
      --show-source) shown_suite=${2:?the name of a suite}; dry_run=true; shift ;;
      --help | -h) usage; exit 0 ;;
      *) usage >&2; exit 2 ;;
    esac
    shift
  done
  if [ -n "$system" ] && ! $dry_run; then
    fail 'AURA_SYSTEM_ROOT is set, which is for --dry-run only' 'Unset it, or add --dry-run.'
  fi
}

say() { printf 'install_native_services: %s\n' "$1" >&2; }

fail() { # fail WHAT_HAPPENED NEXT_STEP
  printf 'install_native_services: %s\n  next: %s\n' "$1" "$2" >&2
  exit 1
}

become_root() {
  if [ "$(id -u)" -eq 0 ]; then return; fi
  have sudo || fail 'this needs root, and there is no sudo' 'Run it as root.'
  if $yes; then exec sudo -- "$0" --yes; fi
  [ -t 0 ] || fail 'this needs sudo, and nobody can be asked' 'Run it in a terminal, or with --yes.'
  local answer
  read -r -p 'Use sudo for this? [y/N] ' answer
  case $answer in
    y | Y | yes) exec sudo -- "$0" --yes ;;
    *) fail 'nothing was done' 'Run it again when you want to, or install the packages yourself.' ;;
  esac
}

make_account() {
  if have_account; then return; fi
  say "making the account $account"
  useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin "$account"
}

clean_up() {
  let_services_go
  if [ -n "$work" ]; then rm -rf "$work"; fi
}

report() {
  local program
  echo "postgres $(version "$system/usr/lib/postgresql/$postgres_major/bin/postgres" --version)"
  echo "pgvector $pgvector_found"
  for program in redis-server minio radosgw prometheus prometheus-alertmanager prometheus-node-exporter \
    prometheus-postgres-exporter prometheus-redis-exporter aws; do
    if have "$program"; then echo "$program $(version "$program" --version)"; fi
  done
  if have pgbackrest; then echo "pgbackrest $(version pgbackrest version)"; fi
  for program in "${left_out[@]}"; do
    echo "$program is missing: this distribution has no package of it, and the runbook's lines with it need another way to install it"
  done
}

main "$@"
