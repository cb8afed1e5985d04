# shellcheck shell=bash
# Runs the product on the backup targets while the appliance is down, or not there yet. Sourced by restore.sh, never run.
# Expects DATA_DIR, PROJECT and settings.env; RESTORE_TARGET and RECOVERY_KEY_FILE as restore.sh says. Whoever sources this calls
# remove_keys when it ends, however it ends.

# shellcheck source=ops/install/carrier.sh
. "$INSTALL_DIR/carrier.sh"

# Where the key and the credentials lie while such a container runs: a folder in memory, locked by whoever made it.
RESTORE_KEYS='' RESTORE_KEYS_LOCK=''
TARGETS_NETWORK=none TARGETS_ARGUMENTS=()

# Removes what a program left that was killed: it could not clear up itself. A folder that is in use is locked.
remove_stale_keys() {
  local folder
  for folder in /run/strongroom-restore-*/; do
    if [[ -d $folder ]] && flock --nonblock "$folder" rm -rf "$folder"; then
      remove_carrier "$(basename "$folder")"
    fi
  done
}

# Makes the folder for the keys. Between making and locking it another program's sweep may take it: then another one is made.
create_keys_folder() {
  remove_stale_keys
  RESTORE_KEYS=''
  until [[ -d $RESTORE_KEYS ]]; do
    RESTORE_KEYS=$(mktemp -d /run/strongroom-restore-XXXXXX)
    exec {RESTORE_KEYS_LOCK}<"$RESTORE_KEYS" || continue
    flock "$RESTORE_KEYS_LOCK"
  done
}

# Removes the keys, and the carrier that is named after their folder. Nothing, when there are none.
remove_keys() {
  [[ -n $RESTORE_KEYS ]] || return 0
  rm -rf "$RESTORE_KEYS"
  if [[ $TARGETS_NETWORK != none ]]; then
    remove_carrier "$TARGETS_NETWORK"
  fi
  [[ -z $RESTORE_KEYS_LOCK ]] || exec {RESTORE_KEYS_LOCK}>&-
  RESTORE_KEYS='' RESTORE_KEYS_LOCK='' TARGETS_NETWORK=none
}

# Puts what opens the targets where a container can read it, and sets TARGETS_NETWORK and TARGETS_ARGUMENTS. remove_keys undoes that.
prepare_target_keys() {
  local near far far_server='' flag=--password-file
  local -a server=()
  near=$(setting STRONGROOM_REPOSITORY)
  near=${near:-/repository}
  far=$(setting STRONGROOM_FAR_REPOSITORY)
  TARGETS_NETWORK=none
  create_keys_folder
  if [[ -n ${RECOVERY_KEY_FILE:-} ]]; then
    flag=--recovery-key-file
    cp "$RECOVERY_KEY_FILE" "$RESTORE_KEYS/key"
  else
    [[ -r $DATA_DIR/secrets/repository_key ]] || refuse "The server's own key is not there. Give the recovery key with --recovery-key-file FILE."
    cp "$DATA_DIR/secrets/repository_key" "$RESTORE_KEYS/key"
  fi
  # What the container names otherwise than as a folder that is mounted is a server.
  if [[ $far != /far-repository ]]; then
    far_server=$far
  fi
  if [[ $near != /repository || -n $far_server ]]; then
    TARGETS_NETWORK=$(basename "$RESTORE_KEYS")
    start_carrier "$TARGETS_NETWORK" '' "$near" "$far"
    cp "$DATA_DIR/config/extra-ca.pem" "$RESTORE_KEYS/ca"
    server=(--ca-file /run/keys/ca --carrier "$TARGETS_NETWORK:8888")
  fi
  if [[ $near != /repository ]]; then
    cp "$DATA_DIR/secrets/target_near" "$RESTORE_KEYS/credentials"
    server+=(--repository "$near" --credentials-file /run/keys/credentials)
  fi
  if [[ -n $far ]]; then
    server+=(--far-repository "$far")
  fi
  if [[ -n $far_server ]]; then
    cp "$DATA_DIR/secrets/target_far" "$RESTORE_KEYS/far-credentials"
    server+=(--far-credentials-file /run/keys/far-credentials)
  fi
  [[ -z ${RESTORE_TARGET:-} ]] || server+=(--target "$RESTORE_TARGET")
  TARGETS_ARGUMENTS=("$flag" /run/keys/key ${server[@]+"${server[@]}"})
  chown -R 10004:10000 "$RESTORE_KEYS"
  chmod 0400 "$RESTORE_KEYS/key"
}

# Runs a command of the product in a container that sees the targets, read-only, and what opens them. It has no network, or one that leads
# to its carrier alone. $1 a folder that it sees as /into, or ''; then the command.
run_on_targets() {
  local into=$1
  shift
  docker run --rm --network "$TARGETS_NETWORK" --read-only --cap-drop ALL --security-opt no-new-privileges --user 10004:10000 --init \
    --tmpfs /tmp:size=64m,mode=1777 \
    --mount "type=bind,source=$(target_folder STRONGROOM_REPOSITORY_PATH),target=/repository,readonly" \
    --mount "type=bind,source=$(target_folder STRONGROOM_FAR_REPOSITORY_PATH),target=/far-repository,readonly" \
    --mount "type=bind,source=$RESTORE_KEYS,target=/run/keys,readonly" ${into:+--mount "type=bind,source=$into,target=/into"} \
    "$(image_of ops)" node dist/ops/main.js "$@" "${TARGETS_ARGUMENTS[@]}"
}

# Prints what there is to restore, as the product's own "snapshots" does, without its database. Args: that command's flags.
list_backups_at_targets() {
  local code=0
  prepare_target_keys
  run_on_targets '' list-backups "$@" ${AS_JSON:+--json} </dev/null || code=$?
  remove_keys
  # The engine has codes of its own.
  [[ $code =~ ^[0-3]$ ]] || fail "The backup targets could not be read: the container for that ended with code $code." 'Read the lines above; they report what it lacks.'
  return "$code"
}

# Prints the folder of a target; an empty one when there is none, when it is a server, or when its storage is not mounted.
# $1 the setting that holds it.
target_folder() {
  local folder
  folder=$(setting "$1")
  if [[ ! -d $folder ]]; then
    folder=$DATA_DIR/ops/elsewhere
    install --directory --owner 10004 --group 10000 "$folder"
  fi
  printf '%s' "$folder"
}
