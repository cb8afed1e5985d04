# shellcheck shell=bash
# shellcheck disable=SC2153 # the files of install.sh share what flags.sh and settings.sh set
# What the installer says before it begins and after it is done. Sourced, never run.

CHANGES=()

# Remembers that something was changed. $1 what, in a word or two.
record_change() {
  if [[ " ${CHANGES[*]:-} " != *" $1 "* ]]; then
    CHANGES+=("$1")
  fi
}

# What is going to happen, before anything does.
show_summary() {
  local docker='is there' monitoring='yes' verb='Strongroom will be installed' what="the backup \"$RESTORE\""
  [[ -z $RESTORE_AT ]] || what="the recovery point $RESTORE_AT UTC"
  engine_complete || docker='will be installed from Debian, or started'
  [[ $MONITORING == on ]] || monitoring='no'
  [[ -z $RESTORE ]] || verb="Strongroom will be restored from $what"
  [[ -z $RESTORE_DRY ]] || verb="Whether $what can be restored will be looked at; nothing but the Docker engine and the images is made ready"
  [[ $RESTORE != list ]] || verb='The backups will be listed; nothing but the Docker engine and the images is made ready'
  ! is_started || verb='Strongroom is already here; what is missing will be completed'
  report_progress "Checks passed; nothing has been changed yet."
  report_progress "$verb, version $(product_version):"
  report_progress "  address          $(origin)   (port $HTTP_PORT leads there)"
  report_progress "  administrator    $ADMIN_EMAIL"
  report_progress "  data             $DATA_DIR"
  report_progress "  backups go to    $REPOSITORY${FAR_REPOSITORY:+ and $FAR_REPOSITORY}"
  report_progress "  Docker engine    $docker"
  report_progress "  monitoring       $monitoring"
  report_progress "  size             $SIZE   ($(describe_machine))"
  report_progress "  project          $PROJECT"
}

# Asks whether to go on, unless --yes was given.
confirm_install() {
  local answer
  if [[ -n $ASSUME_YES ]]; then
    return 0
  fi
  [[ -t 0 ]] || refuse 'You cannot be asked without a terminal. Add --yes to go on without asking.'
  read -r -p 'Go on? [y/N] ' answer >&2
  [[ ${answer,,} == y* ]] || refuse 'You did not agree.'
}

# Asks for what cannot be known.
prompt_for_missing() {
  if [[ -z $REPOSITORY && -t 0 && -z $ASSUME_YES ]]; then
    read -r -p 'Target of the encrypted backups (a folder or server, best another machine): ' REPOSITORY >&2
  fi
  [[ -n $REPOSITORY ]] || wrong_usage '--repository TARGET is missing: the folder or server that receives the encrypted backups.'
}

# The recovery key as a page with a QR code, on standard error: to be printed, copied or photographed, and written nowhere.
# $1 key.
show_key() {
  printf '\nRecovery key: %s\nWrite it down or print this page now. It is kept nowhere on this machine and opens every backup.\n' "$1" >&2
  # The page is a comfort: without an engine that answers, the key above is all one needs.
  printf '%s\n' "$1" | compose run --rm --no-deps -T ops node dist/ops/main.js recovery-key-sheet --recovery-key-file - --colours yes >&2 2>/dev/null || true
}

# Without --yes the recovery key must be typed back: nobody else has it, and nobody will ask again. Until then it waits in
# memory and the installation is not finished; running install.sh again shows it again.
confirm_recovery_key() {
  local key=$1 what=${2:-the installation} typed
  if [[ -n $ASSUME_YES || ! -t 0 || -z $key ]]; then
    return 0
  fi
  show_key "$key"
  until [[ ${typed:-} == "$(tr -d -- '-' <<<"$key")" ]]; do
    read -r -p "Type it here to finish $what: " typed \
      || fail "The recovery key was not typed back, so $what is not finished." 'Run this again; the key is shown once more.'
    typed=$(tr -d ' -' <<<"${typed^^}")
  done
}

# $1 recovery key or '', $2 password or ''. Both go through the environment: anybody on the machine can read a command line.
print_json() {
  local changed=false
  ((${#CHANGES[@]} == 0)) || changed=true
  RECOVERY_KEY=$1 PASSWORD=$2 jq --null-input --compact-output --arg url "$(origin)" --arg email "$ADMIN_EMAIL" \
    --arg certificateSha256 "$(certificate_fingerprint)" --arg caCertificate "$DATA_DIR/tls/ca.crt" \
    --argjson seconds "$SECONDS" --argjson changed "$changed" \
    'def known: if . == "" then null else . end; {url: $url, email: $email, password: ($ENV.PASSWORD | known),
      recoveryKey: ($ENV.RECOVERY_KEY | known), certificateSha256: $certificateSha256, caCertificate: $caCertificate,
      seconds: $seconds, changed: $changed}'
}

# $1 recovery key or '', $2 password or ''.
print_text() {
  printf '\nStrongroom is ready: %s\n\n' "$(origin)"
  printf '  Sign in as           %s\n' "$ADMIN_EMAIL"
  if [[ -n $RESTORE ]]; then
    printf '  Password             as it was when the backup was made\n'
  elif [[ -n $2 ]]; then
    printf '  Password             %s      (shown only now)\n' "$2"
    printf '                       It works for 7 days: choose your own under your account. Then require a\n'
    printf '                       second factor of everybody, on the page People.\n'
  fi
  if [[ -n $1 ]]; then
    printf '  Recovery key         %s      (shown only now)\n' "$1"
    printf '                       Write it down and keep it away from this machine. Without it no backup can be\n'
    printf '                       opened once this machine is lost. It is kept nowhere here.\n'
  fi
  printf '  Certificate SHA-256  %s\n' "$(certificate_fingerprint)"
  printf '  Private CA           %s      (install it on the firm'"'"'s computers)\n' "$DATA_DIR/tls/ca.crt"
  printf '  Done in this run     %s\n' "$(printf '%s, ' "${CHANGES[@]}" | sed 's/, $//')"
  printf '  Took                 %d min %d s\n' "$((SECONDS / 60))" "$((SECONDS % 60))"
}

# Shows what is shown once, forgets it, and marks the installation as finished.
finish() {
  local key='' password=''
  if [[ -s $SHOW_ONCE_DIR/recovery-key ]]; then key=$(<"$SHOW_ONCE_DIR/recovery-key"); fi
  if [[ -s $SHOW_ONCE_DIR/password ]]; then password=$(<"$SHOW_ONCE_DIR/password"); fi
  confirm_recovery_key "$key"
  if [[ -n $AS_JSON ]]; then
    print_json "$key" "$password"
  elif ((${#CHANGES[@]} == 0)); then
    printf 'Nothing to do: Strongroom %s is installed and answers at %s. Nothing was changed (%d s).\n' "$(product_version)" "$(origin)" "$SECONDS"
  else
    print_text "$key" "$password"
  fi
  rm -rf "$SHOW_ONCE_DIR"
  [[ -f $DATA_DIR/config/installed ]] || date -u +%Y-%m-%dT%H:%M:%SZ >"$DATA_DIR/config/installed"
  rm -f "$DATA_DIR/config/restoring"
}
