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
prometheus, prometheus-alertmanager, prometheus-node-exporter, prometheus-postgres-exporter, prometheus-redis-exporter, aws, nc'

yes=false dry_run=false shown_suite='' work='' made_policy=false made_cluster_setting=false
distribution='' codename='' postgres_major='' postgres_from='' pgvector_from='' pgvector_found='' before=''
packages=() quiet_services=() left_out=()

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

Installs what the native stack runs: Postgres with pgvector, Redis, an S3 server, Prometheus, Alertmanager and exporters,
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

know_system() {
  local found
  found=$(release_field ID)-$(release_field VERSION_ID)
  case $found in debian-12 | debian-13 | ubuntu-22.04 | ubuntu-24.04) ;; *)
    if have_all_elsewhere; then echo 'the programs are there; on this system nothing is installed by this script'; exit 0; fi ;;
  esac
  if [ -z "$system" ] && [ "$(uname -s)" = Darwin ]; then
    fail 'on macOS Homebrew installs the programs' 'Run: brew install postgresql@17 pgvector redis minio/stable/minio prometheus alertmanager node_exporter awscli'
  fi
  [ -r "$system/etc/os-release" ] || fail 'this system is not known' "Install these programs by its own means: $programs."
  distribution=$found
  codename=$(release_field VERSION_CODENAME)
  case $distribution in
    debian-12 | debian-13 | ubuntu-22.04 | ubuntu-24.04) ;;
    *) fail "$distribution is not one of Debian 12 and 13, Ubuntu 22.04 and 24.04" "Install these programs by its own means: $programs." ;;
  esac
}

have_all_elsewhere() {
  have postgres && have redis-server && have prometheus && { have minio || have radosgw; } &&
    { have alertmanager || have prometheus-alertmanager; }
}

release_field() { # in a subshell, for the file sets more than we want
  (
    [ -r "$system/etc/os-release" ] || exit 0
    # shellcheck disable=SC1091
    . "$system/etc/os-release"
    eval "printf '%s' \"\${$1:-}\""
  )
}

plan() {
  packages=() quiet_services=() left_out=()
  plan_postgres
  need redis-server redis-server redis
  if ! have minio; then
    need radosgw radosgw ceph radosgw
    need ceph-mon ceph-mon ceph
    need ceph-osd ceph-osd ceph
  fi
  need prometheus prometheus prometheus
  need prometheus-alertmanager prometheus-alertmanager prometheus-alertmanager
  local exporter
  for exporter in node postgres redis; do
    wish "prometheus-$exporter-exporter" "prometheus-$exporter-exporter" "prometheus-$exporter-exporter"
  done
  wish aws awscli
  wish nc netcat-openbsd
}

need() { # need PROGRAM PACKAGE [SERVICE...]
  local program=$1 package=$2
  shift 2
  if have "$program"; then return; fi
  packages+=("$package")
  quiet_services+=("$@")
}

# The stack runs without it, so a distribution that lacks the package only gets a note.
wish() { # wish PROGRAM PACKAGE [SERVICE...]
  if have "$1"; then return; fi
  if lists_known && [ -z "$(candidate "$2")" ]; then left_out+=("$1"); else need "$@"; fi
}

have() { [ -n "$(find_program "$1")" ]; }

find_program() {
  local directory
  if [ -z "$system" ]; then command -v "$1" || true; return; fi
  for directory in /usr/local/bin /usr/local/sbin /usr/bin /usr/sbin /bin /sbin; do
    if [ -x "$system$directory/$1" ]; then echo "$system$directory/$1"; return; fi
  done
}

candidate() { # the version that apt would install, or nothing
  apt-cache policy "$1" 2>/dev/null | awk '$1 == "Candidate:" && $2 != "(none)" { print $2 }'
}

lists_known() { [ -n "$(candidate redis-server)" ]; }

plan_postgres() {
  postgres_from='' pgvector_from=''
  postgres_major=$(installed_postgres)
  if [ -z "$postgres_major" ]; then
    postgres_from=package
    postgres_major=$(apt-cache depends postgresql 2>/dev/null | sed -n 's/^ *Depends: postgresql-\([0-9][0-9]*\)$/\1/p' | head -n 1)
    [ -n "$postgres_major" ] || case $distribution in
      debian-12) postgres_major=15 ;;
      debian-13) postgres_major=17 ;;
      ubuntu-22.04) postgres_major=14 ;;
      ubuntu-24.04) postgres_major=16 ;;
    esac
    packages+=("postgresql-$postgres_major")
    quiet_services+=(postgresql)
  fi
  pgvector_found=$(installed_pgvector)
  if at_least "$pgvector_found" "$pgvector_minimum"; then return; fi
  if at_least "$(candidate "postgresql-$postgres_major-pgvector")" "$pgvector_minimum"; then
    pgvector_from=package
    packages+=("postgresql-$postgres_major-pgvector")
  else
    pgvector_from=source
    packages+=(build-essential "postgresql-server-dev-$postgres_major")
  fi
}

installed_postgres() { # the newest major version that the stack can use; one with pgvector before one without
  local major plain=''
  for ((major = postgres_maximum; major >= postgres_minimum; major--)); do
    [ -x "$system/usr/lib/postgresql/$major/bin/postgres" ] || continue
    if at_least "$(postgres_major=$major installed_pgvector)" "$pgvector_minimum"; then echo "$major"; return; fi
    plain=${plain:-$major}
  done
  echo "$plain"
}

installed_pgvector() {
  sed -n "s/^default_version *= *'\(.*\)'.*/\1/p" "$system/usr/share/postgresql/$postgres_major/extension/vector.control" 2>/dev/null || true
}

at_least() { [ -n "$1" ] && dpkg --compare-versions "$1" ge "$2"; }

have_account() { grep -q "^$account:" "$system/etc/passwd"; }

nothing_missing() { [ ${#packages[@]} -eq 0 ] && [ -z "$pgvector_from" ] && have_account; }

describe_missing() {
  local what="${packages[*]}"
  have_account || what="$what, the account $account"
  echo "${what#, }"
}

print_plan() {
  echo "on $distribution this will:"
  if [ ${#packages[@]} -gt 0 ]; then echo "  install the packages ${packages[*]}"; fi
  if [ "$pgvector_from" = source ]; then
    echo "  build pgvector from the source package of $(newer_suites | sed 's/ / or /g') and install it for Postgres $postgres_major"
  fi
  if [ ${#quiet_services[@]} -gt 0 ]; then
    echo "  keep from starting by themselves: $(printf '%s\n' "${quiet_services[@]}" | sort -u | paste -sd ' ')"
  fi
  have_account || echo "  make the system account $account, without home and shell"
  local program
  for program in "${left_out[@]}"; do echo "  leave out $program, which this distribution has no package of"; done
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

apt() {
  local tries_left=$((lock_wait_seconds / 5))
  until apt-get -q -y -o "DPkg::Lock::Timeout=$lock_wait_seconds" -o Dpkg::Options::=--force-confold "$@" </dev/null >"$work/apt.log" 2>&1; do
    # The timeout above does not cover the lock of the package lists.
    tries_left=$((tries_left - 1))
    if [ "$tries_left" -gt 0 ] && grep -q 'Could not get lock .*/lists' "$work/apt.log"; then sleep 5; continue; fi
    tail -n 20 "$work/apt.log" >&2
    return 1
  done
}

refresh_lists() {
  if [ ${#packages[@]} -eq 0 ]; then return; fi
  say 'reading the package lists'
  apt update || fail 'the package lists could not be read' 'Correct what apt-get says above, then run this again.'
}

install_packages() {
  if [ ${#packages[@]} -eq 0 ]; then return; fi
  before=$(installed_packages)
  hold_services_back
  say "installing ${packages[*]}"
  if [ "$postgres_from" = package ]; then
    # It brings the folder of the setting which keeps the next package from making a cluster that nobody asked for.
    apt install --no-install-recommends postgresql-common || fail 'apt-get could not install postgresql-common' 'Correct what it says above, then run this again.'
    if [ ! -e "$cluster_setting" ]; then
      mkdir -p "${cluster_setting%/*}"
      made_cluster_setting=true
      echo 'create_main_cluster = false' >"$cluster_setting"
    fi
  fi
  apt install --no-install-recommends "${packages[@]}" || fail 'apt-get could not install the packages' 'Correct what it says above, then run this again.'
  disable_new_services
  let_services_go
}

installed_packages() { dpkg-query -W -f '${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p' | sort -u; }

hold_services_back() {
  if [ -e "$policy" ] && ! grep -qF "$policy_mark" "$policy"; then return; fi
  made_policy=true
  cat >"$policy" <<POLICY
#!/bin/sh
# $policy_mark.
for word in "\$@"; do
  for service in ${quiet_services[*]}; do
    case \$word in "\$service" | "\$service"[-.@]*) exit 101 ;; esac
  done
done
exit 0
POLICY
  chmod 755 "$policy"
}

let_services_go() {
  if $made_policy; then rm -f "$policy"; made_policy=false; fi
  if $made_cluster_setting; then rm -f "$cluster_setting"; made_cluster_setting=false; fi
}

# Only those of packages which were not there before: a person's own Redis or Postgres goes on.
disable_new_services() {
  local package file unit
  for package in $(comm -13 <(echo "$before") <(installed_packages)); do
    for file in $(dpkg -L "$package" 2>/dev/null | grep -E '/(systemd/system|init\.d)/[^/@]+$' || true); do
      unit=${file##*/}
      is_quiet "$unit" || continue
      case $file in
        */init.d/*) update-rc.d "$unit" disable >/dev/null 2>&1 || true ;;
        *) if have systemctl; then systemctl disable --now "$unit" >/dev/null 2>&1 || true; fi ;;
      esac
    done
  done
}

is_quiet() {
  local service
  for service in "${quiet_services[@]}"; do
    case $1 in "$service" | "$service"[-.]*) return 0 ;; esac
  done
  return 1
}

# Newest first: pgvector before 0.8.4 has known faults of HNSW graphs. The older one is there for mirrors that lag behind.
newer_suites() {
  case $distribution in
    debian-12) echo forky trixie ;;
    debian-13) echo forky ;;
    ubuntu-*) echo resolute ;;
  esac
}

build_pgvector() {
  local suite
  for suite in $(newer_suites); do
    say "building pgvector from the source package of $suite"
    rm -rf "$work/build" && mkdir -p "$work/build/lists/partial" "$work/build/cache/archives/partial" "$work/build/source"
    # What is built here is installed as root: nobody else may reach it, so apt fetches as root too.
    chmod 700 "$work/build"
    if fetch_source "$suite" && make_package; then
      apt install --no-install-recommends "$work/build/pgvector.deb" && return
    fi
    tail -n 5 "$work/build/log" >&2 || true
    say "pgvector of $suite could not be built"
  done
  fail 'pgvector could not be built' "Install pgvector $pgvector_minimum or newer for Postgres $postgres_major by other means, then run this again."
}

# Apt checks the signatures with the machine's own keys, and its own sources stay as they are.
fetch_source() { # fetch_source SUITE
  local build=$work/build
  source_entry "$1" >"$build/newer.sources"
  [ -s "$build/newer.sources" ] || fail "no package source of $codename was found in apt's configuration" "Install pgvector $pgvector_minimum or newer for Postgres $postgres_major by other means, then run this again."
  local words=(-q -o APT::Sandbox::User=root -o "Dir::Etc::SourceList=$build/newer.sources" -o Dir::Etc::SourceParts=/dev/null
    -o "Dir::State::Lists=$build/lists" -o "Dir::Cache=$build/cache")
  apt-get "${words[@]}" update >"$build/log" 2>&1 || return 1
  (cd "$build/source" && apt-get "${words[@]}" source --download-only pgvector) >>"$build/log" 2>&1
}

make_package() {
  local build=$work/build pg_config=/usr/lib/postgresql/$postgres_major/bin/pg_config description version
  description=$(echo "$build"/source/pgvector_*.dsc)
  version=$(sed -n 's/^Version: //p' "$description" | head -n 1)
  at_least "$version" "$pgvector_minimum" || { echo "pgvector $version is too old" >>"$build/log"; return 1; }
  {
    # Apt has checked the signature already, by way of the suite's own.
    dpkg-source --no-check -x "$description" "$build/tree" &&
      # Without OPTFLAGS it would use instructions that only this processor has.
      make -C "$build/tree" -j "$(nproc)" PG_CONFIG="$pg_config" OPTFLAGS= with_llvm=no &&
      make -C "$build/tree" install DESTDIR="$build/root" PG_CONFIG="$pg_config" OPTFLAGS= with_llvm=no
  } >>"$build/log" 2>&1 || return 1
  mkdir -p "$build/root/DEBIAN"
  # The tilde lets the distribution's own package of the same version replace it.
  cat >"$build/root/DEBIAN/control" <<CONTROL
Package: postgresql-$postgres_major-pgvector
Source: pgvector
Version: $version~aura1
Architecture: $(dpkg --print-architecture)
Maintainer: root <root@localhost>
Section: database
Depends: postgresql-$postgres_major, libc6
Description: vector similarity search for Postgres $postgres_major
 Built on this machine by Aura-Sign's install_native_services.sh.
CONTROL
  dpkg-deb --root-owner-group --build "$build/root" "$build/pgvector.deb" >>"$build/log" 2>&1
}

# A deb-src entry for another suite of the archive that this machine's own packages come from, as deb822.
source_entry() { # source_entry SUITE
  local directory=/etc/apt/sources.list.d list=/etc/apt/sources.list component=main file entry
  case $distribution in ubuntu-*) component=universe ;; esac
  eval "$(apt-config shell list Dir::Etc::sourcelist/f directory Dir::Etc::sourceparts/d)"
  for file in "$directory"/*.sources "$directory"/*.list "$list"; do
    [ -r "$file" ] || continue
    case $file in
      *.sources) entry=$(read_stanzas "$1" "$component" <"$file") ;;
      *) entry=$(read_lines "$1" "$component" <"$file") ;;
    esac
    if [ -n "$entry" ]; then printf '%s\n' "$entry"; return; fi
  done
}

read_stanzas() { # deb822 on stdin
  awk -v codename="$codename" -v suite="$1" -v component="$2" '
    function has(list, word) { return index(" " list " ", " " word " ") > 0 }
    function end() {
      if (!done && uris != "" && has(types, "deb") && has(suites, codename) && has(components, component) && enabled != "no") {
        printf "Types: deb-src\nURIs: %s\nSuites: %s\nComponents: %s\n%s", uris, suite, component, kept
        done = 1
      }
      types = uris = suites = components = enabled = kept = field = ""
    }
    /^#/ { next }
    /^[ \t]*$/ { end(); next }
    /^[ \t]/ { if (field ~ /^(signed-by|check-valid-until)$/) kept = kept $0 "\n"; next }
    {
      colon = index($0, ":"); field = tolower(substr($0, 1, colon - 1)); value = substr($0, colon + 1)
      gsub(/[ \t]+/, " ", value); sub(/^ /, "", value); sub(/ $/, "", value)
      if (field == "types") types = value
      if (field == "uris") uris = value
      if (field == "suites") suites = value
      if (field == "components") components = value
      if (field == "enabled") enabled = tolower(value)
      if (field ~ /^(signed-by|check-valid-until)$/) kept = kept $0 "\n"
    }
    END { end() }'
}

read_lines() { # lines of "deb [options] uri suite component..." on stdin
  awk -v codename="$codename" -v suite="$1" -v component="$2" '
    done || $1 != "deb" { next }
    {
      sub(/[ \t]#.*$/, "")
      options = ""
      if (match($0, /\[[^]]*\]/)) { options = substr($0, RSTART + 1, RLENGTH - 2); sub(/\[[^]]*\]/, "") }
      if ($3 != codename) next
      found = 0
      for (i = 4; i <= NF; i++) if ($i == component) found = 1
      if (!found) next
      printf "Types: deb-src\nURIs: %s\nSuites: %s\nComponents: %s\n", $2, suite, component
      count = split(options, option, /[ \t]+/)
      for (i = 1; i <= count; i++) {
        if (option[i] ~ /^signed-by=/) { value = substr(option[i], 11); gsub(/,/, " ", value); print "Signed-By: " value }
        if (option[i] ~ /^check-valid-until=/) print "Check-Valid-Until: " substr(option[i], 19)
      }
      done = 1
    }'
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
  for program in "${left_out[@]}"; do
    echo "$program is missing: this distribution has no package of it, and the runbook's lines with it need another way to install it"
  done
}

version() { timeout 10 "$@" 2>&1 </dev/null | grep -oE '[0-9]+\.[0-9]+(\.[0-9]+)*' | head -n 1 || true; }

main "$@"
