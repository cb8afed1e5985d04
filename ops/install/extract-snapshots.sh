# shellcheck shell=bash
# Brings a set out of the places for backups into a fresh folder; nothing of the appliance is touched. Sourced by restore.sh, never run.
# Expects what mount-targets.sh expects, and RESTORE_AT as restore.sh says.
# shellcheck disable=SC2034 # restore.sh reads what is set here

# Runs the product's restore in a container of its own. $1 snapshot, or empty when RESTORE_AT names a moment; $2 fresh folder.
# Sets RESTORE_SNAPSHOT and RESTORE_BYTES.
extract_backup() {
  local fresh=$2 answer messages code=0
  local -a wanted=("$1") how=()
  [[ -z ${RESTORE_AT:-} ]] || wanted=(--at "$RESTORE_AT")
  [[ -z ${RESTORE_DRY:-} ]] || how+=(--dry-run yes)
  [[ -z ${WITHOUT_DAMAGED:-} ]] || how+=(--damaged leave-out)
  prepare_target_keys
  messages=$RESTORE_KEYS/messages
  install --directory --owner 10004 --group 10000 --mode 0700 "$fresh"
  answer=$(run_on_targets "$fresh" restore-backup "${wanted[@]}" --into /into/set ${how[@]+"${how[@]}"} --json 2> >(tee "$messages" | report_lines)) || code=$?
  sleep 0.2 # the last lines are still on their way
  if ((code != 0)); then
    answer=$(sed -n 's/^\(REFUSED\|FAILED\|WRONG USAGE\): //p' "$messages" | tail -n 1)
    remove_keys
    rm -rf "$fresh"
    abort_restore "$([[ $code =~ ^[23]$ ]] && printf '%s' "$code" || printf 1)" "${answer:-The restore ended with code $code and said nothing.}"
  fi
  remove_keys
  printf '%s\n' "$answer" >"$fresh/set.json"
  RESTORE_SNAPSHOT=$(sed -n 's/^{"snapshot":"\([0-9a-f]*\)".*/\1/p' <<<"$answer")
  RESTORE_BYTES=$(sed -n 's/.*},"bytes":\([0-9]*\),.*/\1/p' <<<"$answer")
}

# Says what a set that was only looked at holds. $1 fresh folder.
show_dry_run() {
  local set until
  set=$(<"$1/set.json")
  until=$(wal_until "$set")
  if [[ -n ${AS_JSON:-} ]]; then
    printf '%s\n' "$set"
    return
  fi
  printf 'Snapshot %s of %s in the %s place can be restored: %s documents, %d MB%s. Nothing was changed. Its files are read by the restore itself.\n' \
    "${RESTORE_SNAPSHOT:0:8}" "$(sed -n 's/.*"time":"\([^"]*\)".*/\1/p' <<<"$set")" "$(sed -n 's/.*"target":"\([a-z]*\)".*/\1/p' <<<"$set")" \
    "$(sed -n 's/.*"documents":\([0-9]*\).*/\1/p' <<<"$set")" "$((RESTORE_BYTES / 1048576))" "${RESTORE_AT:+, and on to $RESTORE_AT UTC}"
  [[ -z $until ]] || printf 'The log at that place goes on from it: --at "%s" brings back what was done until then.\n' "$until"
}

# Repeats lines from standard input as progress.
report_lines() {
  local line
  while IFS= read -r line; do
    report_progress "    $line"
  done
}
