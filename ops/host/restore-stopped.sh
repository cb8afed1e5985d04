# shellcheck shell=bash
# strongroom restore: restores a backup into the stopped appliance and starts it. Sourced, never run.

# $1 the snapshot's id, or "latest"; none when RESTORE_AT names a recovery point.
restore_stopped() {
  local snapshot=${1:-} repository far others=''
  check_settings_lines
  repository=$(setting STRONGROOM_REPOSITORY_PLACE)
  repository=${repository:-$(setting STRONGROOM_REPOSITORY_PATH)}
  [[ -n $snapshot || -n $RESTORE_AT ]] || wrong_usage 'strongroom restore needs a SNAPSHOT ("latest", or an id from "strongroom snapshots") or a recovery point: --at "2026-11-20 10:15".'
  [[ -z $snapshot || -z $RESTORE_AT ]] || wrong_usage 'strongroom restore takes a SNAPSHOT or a recovery point (--at), not both.'
  [[ -n $RESTORE_DRY || -z $(running_ids) ]] || refuse 'Strongroom is running and uses the data that a restore replaces. Type: strongroom stop'
  [[ -z $RESTORE_DRY ]] || ! swap_was_interrupted || refuse 'A restore was interrupted. Type "strongroom start" to finish or undo it, or "strongroom restore" to restore again.'
  far=$(setting STRONGROOM_FAR_REPOSITORY_PLACE)
  check_restore_target
  case $RESTORE_TARGET in
    near) far='' ;;
    far) repository=$far far='' ;;
  esac
  [[ -n $far || $repository != /* || -d $repository ]] || refuse "The target $repository is not there. Mount its storage, then type this again."
  [[ -z $RECOVERY_KEY_FILE || -r $RECOVERY_KEY_FILE ]] || refuse "The recovery key file $RECOVERY_KEY_FILE cannot be read. Name another file."
  exec 9>"/run/strongroom-$PROJECT.lock"
  flock --nonblock 9 || refuse 'An installation or a restore of this project is running on this machine. Wait until it has ended.'
  if [[ -n $RESTORE_DRY ]]; then
    dry_run_restore "$snapshot"
    return
  fi
  confirm_restore "${snapshot:-$RESTORE_AT}" "$repository${far:+ or $far}"
  # shellcheck disable=SC2034 # report-progress.sh writes there
  PROGRESS_LOG=$DATA_DIR/install.log
  report_progress "==> Restore of ${snapshot:-$RESTORE_AT}"
  restore_into_data_dir "$snapshot"
  report_progress '    Strongroom runs; starting the virus scanner and the monitoring'
  start_until_healthy || others="Strongroom runs on what was restored, but $START_FAULT. Type: strongroom doctor"
  if [[ -n $AS_JSON ]]; then
    cat "$RESTORE_REPORT.json"
  else
    cat "$RESTORE_REPORT.txt"
    printf 'Strongroom runs. The report: %s.txt\n' "$RESTORE_REPORT"
  fi
  [[ -z $others ]] || warn "$others"
  # All there was is back, and it is not all there should be: whoever asks the exit code must hear it.
  [[ $RESTORE_LOST_DOCUMENTS == 0 && -z $others ]] || exit 1
}

# Refuses a target that this installation does not have.
check_restore_target() {
  [[ -z $RESTORE_TARGET || $RESTORE_TARGET == near || -n $(setting STRONGROOM_FAR_REPOSITORY_PLACE) ]] \
    || refuse 'This installation has no far target. Leave --target out, or add one with install.sh --far-repository.'
}

# Looks whether a restore can be done, while everything runs. $1 snapshot.
dry_run_restore() {
  local fresh=$DATA_DIR/restore-tried
  rm -rf "$fresh"
  extract_backup "$1" "$fresh"
  show_dry_run "$fresh"
  rm -rf "$fresh"
}

# $1 snapshot, $2 repository.
confirm_restore() {
  local answer
  report_progress "The backup \"$1\" from $2 replaces the data in $DATA_DIR. The present data is kept beside it."
  if [[ -n $ASSUME_YES ]]; then
    return 0
  fi
  [[ -t 0 ]] || refuse 'You cannot be asked without a terminal. Add --yes to go on without asking.'
  read -r -p 'Go on? [y/N] ' answer >&2
  [[ ${answer,,} == y* ]] || refuse 'You did not agree.'
}

# strongroom start: first finishes or undoes a restore that was interrupted.
start_after_interruption() {
  check_settings_lines
  remove_stale_keys
  [[ ! -d $DATA_DIR/read-only ]] || refuse 'A copy for reading is open at this address. Type: strongroom read-only --end'
  if [[ -e $DATA_DIR/swapping || -e $DATA_DIR/ops/restoring ]]; then
    exec 9>"/run/strongroom-$PROJECT.lock"
    flock --nonblock 9 || refuse 'An installation or a restore of this project is running on this machine. Wait until it has ended.'
    was_opened || report_progress 'A restore was interrupted and is undone. To restore the backup, stop Strongroom and restore again.'
    resolve_interrupted_restore
  fi
  start_all
}
