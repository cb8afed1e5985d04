# shellcheck shell=bash
# strongroom recovery-key and strongroom prune: what is done with secrets that are not kept on this machine. They go to the
# product through pipes and files in memory. Sourced, never run.

# Runs a command of the product with the recovery key on its standard input. $1 the key, then the command.
in_ops_with_key() {
  printf '%s\n' "$1" | compose exec -T ops node dist/ops/main.js "${@:2}" --recovery-key-file - ${AS_JSON:+--json}
}

# Sets RECOVERY_KEY to what the key file or the person at the terminal says. $1 question.
read_recovery_key() {
  if [[ -n $RECOVERY_KEY_FILE ]]; then
    [[ -r $RECOVERY_KEY_FILE ]] || refuse "The recovery key file $RECOVERY_KEY_FILE cannot be read. Name another file."
    RECOVERY_KEY=$(<"$RECOVERY_KEY_FILE")
  else
    [[ -t 0 ]] || refuse 'The recovery key cannot be asked for without a terminal. Give it with --recovery-key-file FILE.'
    read -r -s -p "$1: " RECOVERY_KEY >&2
    printf '\n' >&2
  fi
}

recovery_key_check() {
  read_recovery_key 'Recovery key'
  in_ops_with_key "$RECOVERY_KEY" recovery-key-check
}

# Prints the page for the safe again, from the key on the old one: strongroom recovery-key sheet | lp
recovery_key_sheet() {
  read_recovery_key 'Recovery key'
  in_ops_with_key "$RECOVERY_KEY" recovery-key-sheet
}

# Shows a new key and has it typed back before the old one goes; a file given instead holds the new key.
recovery_key_rotate() {
  if [[ -n $RECOVERY_KEY_FILE ]]; then
    read_recovery_key ''
  else
    [[ -t 0 ]] || refuse 'The new recovery key cannot be shown without a terminal. Use one, or give the key with --recovery-key-file FILE.'
    RECOVERY_KEY=$(new_recovery_key)
    ASSUME_YES='' confirm_recovery_key "$RECOVERY_KEY" 'the change'
  fi
  in_ops_with_key "$RECOVERY_KEY" recovery-key-rotate
}

# The carrier to an address at which backups are removed, where that is another one than backups go to.
PRUNE_CARRIER=''

# Gives the container the credentials that may remove backups, for as long as this runs.
prune_targets() {
  local -a arguments=() way=()
  [[ -z $CREDENTIALS_FILE || -r $CREDENTIALS_FILE ]] || refuse "The credentials file $CREDENTIALS_FILE cannot be read. Name another file."
  [[ -z ${FLAGS[target]:-} ]] || arguments+=(--target "${FLAGS[target]}")
  if [[ -n ${FLAGS[repository]:-} ]]; then
    arguments+=(--repository "${FLAGS[repository]}")
    PRUNE_CARRIER=$PROJECT-carrier-for-prune-$$
    start_carrier "$PRUNE_CARRIER" "${PROJECT}_carry" "${FLAGS[repository]}" ''
    way=(--env "STRONGROOM_CARRIER=$PRUNE_CARRIER:8888")
  fi
  if [[ -z $CREDENTIALS_FILE ]]; then
    compose exec -T "${way[@]}" ops node dist/ops/main.js prune "${arguments[@]}" ${AS_JSON:+--json} </dev/null
    return
  fi
  # shellcheck disable=SC2016 # the container's shell expands it
  # Through a pipe into a folder in memory of the container, which is gone with it.
  compose exec -T "${way[@]}" ops sh -c 'umask 077; cat >/tmp/prune-$$; node dist/ops/main.js prune --credentials-file /tmp/prune-$$ "$@"; code=$?; rm -f /tmp/prune-$$; exit $code' \
    prune "${arguments[@]}" ${AS_JSON:+--json} <"$CREDENTIALS_FILE"
}
