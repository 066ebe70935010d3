# shellcheck shell=bash disable=SC2034,SC2154
# Installs packages through apt. Sourced by install_native_services.sh, whose variables it reads and sets.

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
