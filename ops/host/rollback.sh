# shellcheck shell=bash
# The way back of an upgrade: by itself when it fails, by strongroom rollback later. Sourced by upgrade.sh, never run.

# The old release again, with its settings and its schema. $1 old release, $2 new one.
undo_upgrade() {
  local code=0
  report_progress ''
  report_progress "The upgrade failed. The version of before, $1, is put back."
  set +e
  (
    set -e
    # The sentence of the whole ends the program.
    # shellcheck disable=SC2034 # report-progress.sh reads it
    JSON_ERRORS=''
    return_to_release "$1" "$2"
  )
  code=$?
  set -e
  if ((code != 0)); then
    fail "Neither the new version nor the one of before is whole." "Read the lines above, mend what they name, then type: strongroom rollback"
  fi
  rm -rf "${DATA_DIR:?}/upgrade"
  fail 'The upgrade did not succeed; the version of before runs again, with everything in it.' 'Read the lines above; they say what stood in the way.'
}

# $1 release to go back to, $2 the one that is left.
return_to_release() {
  enter_release "$1"
  cp -p "$DATA_DIR/upgrade/settings.env" "$DATA_DIR/config/settings.env.new"
  mv -f "$DATA_DIR/config/settings.env.new" "$DATA_DIR/config/settings.env"
  resolve_settings
  step 'Servers of before, one after the other' replace_servers
  step 'Front door of before' replace_front_door
  compose stop ops >/dev/null 2>&1 || true
  step 'Schema of before' return_schema "$2"
  step 'Services of before' start_and_require_healthy
  step 'Smoke test' smoke_test
}

# Only the new release knows what it added. Whoever came here accepted what goes with it. $1 new release.
return_schema() {
  (enter_release "$1" && run_logged 'taking the migrations back' run_ops -- migrate-back "$(<"$DATA_DIR/upgrade/migration")" --accept-loss yes) \
    || fail 'The schema of the database could not be put back.' 'Read the lines above and remove the cause, then type: strongroom rollback'
}

# strongroom rollback: the release of before, after an upgrade or in the middle of one.
rollback_release() {
  local releases=$DATA_DIR/releases old new
  JSON_ERRORS=$AS_JSON
  lock_appliance
  if [[ ! -d $DATA_DIR/upgrade ]]; then
    [[ -d $DATA_DIR/upgraded ]] || refuse 'There was no upgrade here that could be taken back.'
    old=$(<"$DATA_DIR/upgraded/from")
    [[ -d $releases/$old ]] || refuse "The release $old is no longer in $releases."
    check_cost
    confirm_rollback "$old"
    mv "$DATA_DIR/upgraded" "$DATA_DIR/upgrade"
    : >"$DATA_DIR/upgrade/changing"
  fi
  old=$(<"$DATA_DIR/upgrade/from")
  new=$(<"$DATA_DIR/upgrade/to")
  set +e
  (
    set -e
    # shellcheck disable=SC2034 # report-progress.sh reads it
    JSON_ERRORS=''
    return_to_release "$old" "$new"
  )
  local code=$?
  set -e
  ((code == 0)) || fail 'The version of before is not whole yet.' 'Read the lines above, mend what they name, then type the same command again.'
  use_release "$old"
  # shellcheck disable=SC2034 # compose.sh reads it
  SOURCE_DIR=$releases/$old
  install_host_command
  rm -rf "${DATA_DIR:?}/upgrade"
  report_progress "Strongroom $(product_version) runs again."
  report_upgrade true
}

# Says what going back would cost, before anything changes.
check_cost() {
  local code=0
  run_logged 'looking at what would be lost' run_ops -- migrate-back "$(<"$DATA_DIR/upgraded/migration")" --look yes ${FLAGS['accept-loss']:+--accept-loss yes} || code=$?
  ((code == 0)) || refuse 'The version of before cannot read what was written since, as the lines above say. To give that up, add --accept-loss; a backup is made every hour.'
}

# $1 release.
confirm_rollback() {
  local answer
  [[ -z $ASSUME_YES ]] || return 0
  [[ -t 0 ]] || refuse 'You cannot be asked without a terminal. Add --yes to go on without asking.'
  read -r -p "Go back to $1? [y/N] " answer >&2
  [[ ${answer,,} == y* ]] || refuse 'You did not agree.'
}
