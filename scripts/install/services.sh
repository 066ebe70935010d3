# shellcheck shell=bash disable=SC2034,SC2154
# Keeps what the packages bring from starting by itself. Sourced by install_native_services.sh, whose variables it reads and sets.

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
