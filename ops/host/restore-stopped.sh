# shellcheck shell=bash
# strongroom restore: brings a backup back into a stopped appliance and starts it. Sourced, never run.

# $1 the snapshot's id, or "latest"; empty when RESTORE_AT names a moment.
restore_stopped() {
  local snapshot=$1 started=$SECONDS repository far
  repository=$(setting STRONGROOM_REPOSITORY_PLACE)
  repository=${repository:-$(setting STRONGROOM_REPOSITORY_PATH)}
  [[ -n $snapshot || -n $RESTORE_AT ]] || wrong_usage 'restore needs a SNAPSHOT: "latest", or an id from "strongroom snapshots"; or a moment: --at "2026-11-20 10:15".'
  [[ -z $snapshot || -z $RESTORE_AT ]] || wrong_usage 'restore takes a SNAPSHOT or a moment with --at, not both.'
  [[ -n $RESTORE_DRY || -z $(running_ids) ]] || refuse 'Strongroom is running; a restore would pull the data away from under it. Type: strongroom stop'
  far=$(setting STRONGROOM_FAR_REPOSITORY_PLACE)
  [[ -z $RESTORE_TARGET || $RESTORE_TARGET == near || -n $far ]] || refuse 'This installation has no far place for backups. Leave --target out, or add one with install.sh --far-repository.'
  case $RESTORE_TARGET in
    near) far='' ;;
    far) repository=$far far='' ;;
  esac
  [[ -n $far || $repository != /* || -d $repository ]] || refuse "The repository $repository is not there. Mount its storage, then try again."
  [[ -z $RECOVERY_KEY_FILE || -r $RECOVERY_KEY_FILE ]] || refuse "The recovery key file $RECOVERY_KEY_FILE cannot be read."
  exec 9>"/run/strongroom-$PROJECT.lock"
  flock --nonblock 9 || refuse 'An installation or a restore of this project is running on this machine. Wait until it has ended.'
  if [[ -n $RESTORE_DRY ]]; then
    try_restore "$snapshot"
    return
  fi
  agree_to_restore "${snapshot:-$RESTORE_AT}" "$repository${far:+ or $far}"
  # shellcheck disable=SC2034 # say.sh writes there
  SAY_LOG=$DATA_DIR/install.log
  say "==> Restore of ${snapshot:-$RESTORE_AT}"
  restore_into_data_dir "$snapshot"
  # People could read in a copy until now.
  [[ ! -d $DATA_DIR/read-only ]] || AS_JSON='' end_read_only >&2
  start_all
  if [[ -n $AS_JSON ]]; then
    cat "$RESTORE_REPORT.json"
  else
    cat "$RESTORE_REPORT.txt"
    printf 'Took %d s with starting everything. The report: %s.txt\n' "$((SECONDS - started))" "$RESTORE_REPORT"
  fi
  # All there was is back, and it is not all there should be: whoever asks the exit code must hear it.
  ((RESTORE_LOST == 0)) || exit 1
}

# Looks at all that a restore can be refused for: key, set, version, room. $1 snapshot.
try_restore() {
  local fresh=$DATA_DIR/restore-tried
  rm -rf "$fresh"
  bring_back_set "$1" "$fresh"
  if [[ -n $AS_JSON ]]; then
    cat "$fresh/set.json"
  else
    printf 'Snapshot %s of %s can be restored: %s documents, %d MB. Nothing was changed. Its files are read by the restore itself.\n' \
      "${RESTORE_SNAPSHOT:0:8}" "$(sed -n 's/.*"time":"\([^"]*\)".*/\1/p' "$fresh/set.json")" "$(number_in documents "$(<"$fresh/set.json")")" "$((RESTORE_BYTES / 1048576))"
  fi
  rm -rf "$fresh"
}

# $1 snapshot, $2 repository.
agree_to_restore() {
  local answer
  say "What is in $DATA_DIR now will be kept beside it, and the set \"$1\" from $2 put in its place."
  if [[ -n $ASSUME_YES ]]; then
    return 0
  fi
  [[ -t 0 ]] || refuse 'There is nobody to ask. Add --yes to go on without asking.'
  read -r -p 'Go on? [y/N] ' answer >&2
  [[ ${answer,,} == y* ]] || refuse 'You did not agree.'
}

# strongroom start: first puts back what an interrupted restore had moved aside.
start_as_it_was() {
  [[ ! -d $DATA_DIR/read-only ]] || refuse 'A copy for reading stands at this address. Type: strongroom read-only --end'
  if swap_was_interrupted; then
    exec 9>"/run/strongroom-$PROJECT.lock"
    flock --nonblock 9 || refuse 'An installation or a restore of this project is running on this machine. Wait until it has ended.'
    say 'A restore was interrupted; nothing of it is taken. To bring the backup back, stop Strongroom and restore again.'
    put_back_interrupted
  fi
  start_all
}
