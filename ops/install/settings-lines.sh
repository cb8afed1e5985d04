# shellcheck shell=bash
# settings.env has two readers: the installer's checks, and Compose, which takes more for a setting: indented lines, "export", blanks and
# colons behind the name, the last of two; and other things for a value: it removes quotes, blanks at the ends and what follows a "#", and
# puts variables in the place of "$". What they would read differently is refused. Sourced by compose.sh, never run.

# What a value is made of, whoever reads it: as the inside of a bracket expression, of bash and of awk.
SETTING_CHARACTERS='][A-Za-z0-9.,:/@%+=_~?&;!*()-'

# Prints what is wrong with the first line that they could read differently, if there is one.
find_settings_fault() {
  LC_ALL=C awk -v file="$DATA_DIR/config/settings.env" -v other="[^$SETTING_CHARACTERS]" '
    function describe(character) {
      if (character == " ") return "a blank"
      if (character == "\t") return "a tab"
      if (character == "\r") return "a carriage return at its end"
      if (character ~ /[!-~]/) return "the character " character
      return "a character that is not ASCII"
    }
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
    match(substr($0, length(name) + 2), other) {
      printf "Line %d of %s sets %s to a value with %s, which Docker Compose does not read as it stands.", NR, file, name,
        describe(substr($0, length(name) + 1 + RSTART, 1))
      print " Write the value without quotes, blanks, comments, $ and \\ (in an address as %20, %23 and so on), and type this again."
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

# Refuses what could not stand in settings.env. $1 its flag, $2 value.
check_setting_value() {
  [[ $2 =~ ^[$SETTING_CHARACTERS]*$ ]] \
    || wrong_usage "$1 is \"$2\", and Docker Compose would not read it as it stands. Give it without quotes, blanks, #, \$ and \\ (in an address as %20, %23 and so on)."
}

# Runs a command without what would beat settings.env in its environment: whoever types this may have exported anything. Args: the command,
# perhaps behind names and values of its own.
with_file_settings() {
  local name
  local -a foreign=()
  while read -r name; do
    if [[ $name =~ ^(STRONGROOM|COMPOSE)_ ]] || grep -q -s "^$name=" "$DATA_DIR/config/settings.env"; then
      foreign+=("--unset=$name")
    fi
  done < <(compgen -e)
  env "${foreign[@]}" "$@"
}
