# shellcheck shell=bash disable=SC2034,SC2154
# What this machine is, and what it has. Sourced by install_native_services.sh, whose variables it reads and sets.

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

at_least() { [ -n "$1" ] && dpkg --compare-versions "$1" ge "$2"; }

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

have_account() { grep -q "^$account:" "$system/etc/passwd"; }

version() { timeout 10 "$@" 2>&1 </dev/null | grep -oE '[0-9]+\.[0-9]+(\.[0-9]+)*' | head -n 1 || true; }
