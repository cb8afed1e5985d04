# shellcheck shell=bash
# strongroom restore: brings a backup back into a stopped appliance, which then runs. Sourced, never run.

# $1 the snapshot's id, or "latest"; none when RESTORE_AT names a moment.
restore_stopped() {
  local snapshot=${1:-} repository far others=''
  repository=$(setting STRONGROOM_REPOSITORY_PLACE)
  repository=${repository:-$(setting STRONGROOM_REPOSITORY_PATH)}
  [[ -n $snapshot || -n $RESTORE_AT ]] || wrong_usage 'restore needs a SNAPSHOT: "latest", or an id from "strongroom snapshots"; or a moment: --at "2026-11-20 10:15".'
  [[ -z $snapshot || -z $RESTORE_AT ]] || wrong_usage 'restore takes a SNAPSHOT or a moment with --at, not both.'
  [[ -n $RESTORE_DRY || -z $(running_ids) ]] || refuse 'Strongroom is running; a restore would pull the data away from under it. Type: strongroom stop'
  [[ -z $RESTORE_DRY ]] || ! swap_was_interrupted || refuse 'A restore was interrupted. Type "strongroom start", which brings that to an end, or "strongroom restore" to restore again.'
  far=$(setting STRONGROOM_FAR_REPOSITORY_PLACE)
  check_restore_target
  case $RESTORE_TARGET in
    near) far='' ;;
    far) repository=$far far='' ;;
  esac
  [[ -n $far || $repository != /* || -d $repository ]] || refuse "The repository $repository is not there. Mount its storage, then try again."
  [[ -z $RECOVERY_KEY_FILE || -r $RECOVERY_KEY_FILE ]] || refuse "The recovery key file $RECOVERY_KEY_FILE cannot be read."
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

# Refuses a place that this installation does not have.
check_restore_target() {
  [[ -z $RESTORE_TARGET || $RESTORE_TARGET == near || -n $(setting STRONGROOM_FAR_REPOSITORY_PLACE) ]] \
    || refuse 'This installation has no far place for backups. Leave --target out, or add one with install.sh --far-repository.'
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
  report_progress "What is in $DATA_DIR now will be kept beside it, and the set \"$1\" from $2 put in its place."
  if [[ -n $ASSUME_YES ]]; then
    return 0
  fi
  [[ -t 0 ]] || refuse 'There is nobody to ask. Add --yes to go on without asking.'
  read -r -p 'Go on? [y/N] ' answer >&2
  [[ ${answer,,} == y* ]] || refuse 'You did not agree.'
}

# strongroom start: first brings a restore that was cut off to an end.
start_after_interruption() {
  remove_stale_keys
  [[ ! -d $DATA_DIR/read-only ]] || refuse 'A copy for reading stands at this address. Type: strongroom read-only --end'
  if [[ -e $DATA_DIR/swapping || -e $DATA_DIR/ops/restoring ]]; then
    exec 9>"/run/strongroom-$PROJECT.lock"
    flock --nonblock 9 || refuse 'An installation or a restore of this project is running on this machine. Wait until it has ended.'
    was_opened || report_progress 'A restore was interrupted; nothing of it is taken. To bring the backup back, stop Strongroom and restore again.'
    resolve_interrupted_restore
  fi
  start_all
}
