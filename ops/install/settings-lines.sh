# shellcheck shell=bash
# settings.env has two readers: the installer's checks, and Compose, which takes more for a setting: indented lines, "export", blanks and
# colons behind the name, the last of two. What only one of them would read is refused. Sourced by compose.sh, never run.

# Prints what is wrong with the first line that they could read differently, if there is one.
find_settings_fault() {
  LC_ALL=C awk -v file="$DATA_DIR/config/settings.env" '
    /^[ \t\r]*(#|$)/ { next }
    !/^[A-Z][A-Z0-9_]*=/ {
      printf "Line %d of %s must be NAME=VALUE, with the name in capitals from the beginning of the line, a comment or empty.", NR, file
      print " Correct or remove it, and type this again."
      exit
    }
    { name = $0; sub(/=.*/, "", name) }
    seen[name]++ {
      printf "Line %d of %s sets %s, which stands in an earlier line, too. Remove one of the two, and type this again.\n", NR, file, name
      exit
    }
  ' "$DATA_DIR/config/settings.env"
}

# Refuses them before anything is started.
check_settings_lines() {
  local fault=''
  [[ ! -f $DATA_DIR/config/settings.env ]] || fault=$(find_settings_fault)
  [[ -z $fault ]] || wrong_usage "$fault"
}
