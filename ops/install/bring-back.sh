# shellcheck shell=bash
# Brings a set out of the places for backups into a fresh folder; nothing of the appliance is touched. Sourced by restore.sh, never run.
# Expects DATA_DIR and settings.env; RESTORE_AT, RESTORE_TARGET and RECOVERY_KEY_FILE as restore.sh says.
# shellcheck disable=SC2034 # restore.sh reads what is set here

# Runs the product's restore in a container that sees the repository, read-only, a key and the fresh folder, and no network
# unless the repository is on a server.
# $1 snapshot, or empty when RESTORE_AT names a moment; $2 fresh folder. Sets RESTORE_SNAPSHOT and RESTORE_BYTES.
bring_back_set() {
  local fresh=$2 keys answer messages code=0 flag=--password-file network=none place far far_server=''
  local -a server=() wanted=("$1")
  [[ -z ${RESTORE_AT:-} ]] || wanted=(--at "$RESTORE_AT")
  place=$(setting STRONGROOM_REPOSITORY)
  place=${place:-/repository}
  far=$(setting STRONGROOM_FAR_REPOSITORY)
  keys=$(mktemp -d "/run/strongroom-restore-XXXXXX")
  messages=$keys/messages
  chmod 0700 "$keys"
  if [[ -n ${RECOVERY_KEY_FILE:-} ]]; then
    flag=--recovery-key-file
    cp "$RECOVERY_KEY_FILE" "$keys/key"
  else
    cp "$DATA_DIR/secrets/repository_key" "$keys/key"
  fi
  # What the container names otherwise than as a folder that is mounted is a server.
  if [[ $far != /far-repository ]]; then
    far_server=$far
  fi
  if [[ $place != /repository || -n $far_server ]]; then
    network=bridge
    cp "$DATA_DIR/config/extra-ca.pem" "$keys/ca"
    server=(--ca-file /run/keys/ca)
  fi
  if [[ $place != /repository ]]; then
    cp "$DATA_DIR/secrets/target_near" "$keys/credentials"
    server+=(--repository "$place" --credentials-file /run/keys/credentials)
  fi
  if [[ -n $far ]]; then
    server+=(--far-repository "$far")
  fi
  if [[ -n $far_server ]]; then
    cp "$DATA_DIR/secrets/target_far" "$keys/far-credentials"
    server+=(--far-credentials-file /run/keys/far-credentials)
  fi
  [[ -z ${RESTORE_DRY:-} ]] || server+=(--dry-run yes)
  [[ -z ${WITHOUT_DAMAGED:-} ]] || server+=(--damaged leave-out)
  [[ -z ${RESTORE_TARGET:-} ]] || server+=(--target "$RESTORE_TARGET")
  find "$keys" -type f -exec chown 10004:10000 {} +
  chown 10004:10000 "$keys" "$keys/key"
  chmod 0400 "$keys/key"
  install --directory --owner 10004 --group 10000 --mode 0700 "$fresh"
  answer=$(docker run --rm --network "$network" --read-only --cap-drop ALL --security-opt no-new-privileges --user 10004:10000 --init \
    --tmpfs /tmp:size=64m,mode=1777 \
    --mount "type=bind,source=$(place_folder STRONGROOM_REPOSITORY_PATH),target=/repository,readonly" \
    --mount "type=bind,source=$(place_folder STRONGROOM_FAR_REPOSITORY_PATH),target=/far-repository,readonly" \
    --mount "type=bind,source=$keys,target=/run/keys,readonly" --mount "type=bind,source=$fresh,target=/into" \
    "strongroom/ops:$(setting STRONGROOM_VERSION)" \
    node dist/ops/main.js restore-set "${wanted[@]}" --into /into/set "$flag" /run/keys/key ${server[@]+"${server[@]}"} --json 2> >(tee "$messages" | say_lines)) || code=$?
  sleep 0.2 # the last lines are still on their way
  if ((code != 0)); then
    answer=$(sed -n 's/^\(REFUSED\|FAILED\|WRONG USAGE\): //p' "$messages" | tail -n 1)
    rm -rf "$keys" "$fresh"
    give_up "$([[ $code =~ ^[23]$ ]] && printf '%s' "$code" || printf 1)" "${answer:-The restore ended with code $code and said nothing.}"
  fi
  rm -rf "$keys"
  printf '%s\n' "$answer" >"$fresh/set.json"
  RESTORE_SNAPSHOT=$(sed -n 's/^{"snapshot":"\([0-9a-f]*\)".*/\1/p' <<<"$answer")
  RESTORE_BYTES=$(sed -n 's/.*},"bytes":\([0-9]*\),.*/\1/p' <<<"$answer")
}

# Says what a set that was only looked at holds. $1 fresh folder.
show_tried() {
  local set
  set=$(<"$1/set.json")
  if [[ -n ${AS_JSON:-} ]]; then
    printf '%s\n' "$set"
    return
  fi
  printf 'Snapshot %s of %s in the %s place can be restored: %s documents, %d MB%s. Nothing was changed. Its files are read by the restore itself.\n' \
    "${RESTORE_SNAPSHOT:0:8}" "$(sed -n 's/.*"time":"\([^"]*\)".*/\1/p' <<<"$set")" "$(sed -n 's/.*"target":"\([a-z]*\)".*/\1/p' <<<"$set")" \
    "$(sed -n 's/.*"documents":\([0-9]*\).*/\1/p' <<<"$set")" "$((RESTORE_BYTES / 1048576))" "${RESTORE_AT:+, and on to $RESTORE_AT UTC}"
}

# Prints the folder of a place; an empty one when there is none, when it is a server, or when its storage is not mounted.
# $1 the setting that holds it.
place_folder() {
  local folder
  folder=$(setting "$1")
  if [[ ! -d $folder ]]; then
    folder=$DATA_DIR/ops/elsewhere
    install --directory --owner 10004 --group 10000 "$folder"
  fi
  printf '%s' "$folder"
}

# Repeats lines from standard input as progress.
say_lines() {
  local line
  while IFS= read -r line; do
    say "    $line"
  done
}
