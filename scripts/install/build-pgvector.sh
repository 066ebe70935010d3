# shellcheck shell=bash disable=SC2034,SC2154
# Builds pgvector from the source package of a newer suite, where the distribution has none that is new enough. Sourced by install_native_services.sh, whose variables it reads and sets.

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
