# shellcheck shell=bash disable=SC2034,SC2154
# What is missing, and what will be done about it. Sourced by install_native_services.sh, whose variables it reads and sets.

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
  wish pgbackrest pgbackrest
  wish openssl openssl
  local exporter
  for exporter in node postgres redis; do
    wish "prometheus-$exporter-exporter" "prometheus-$exporter-exporter" "prometheus-$exporter-exporter"
  done
  wish aws awscli
  wish nc netcat-openbsd
  wish igzip isal
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
