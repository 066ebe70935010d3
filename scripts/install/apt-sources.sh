# shellcheck shell=bash disable=SC2034,SC2154
# Derives package sources of another suite from the machine's own. Sourced by install_native_services.sh, whose variables it reads and sets.

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
