# shellcheck shell=bash
# Extracts a backup from a target into a fresh folder; nothing of the appliance is touched. Sourced by restore.sh, never run.
# Expects what mount-targets.sh expects, and RESTORE_AT as restore.sh says.
# shellcheck disable=SC2034 # restore.sh reads what is set here

# Runs the product's restore in a container of its own. $1 snapshot, or empty when RESTORE_AT names a recovery point; $2 fresh folder.
# Sets RESTORE_SNAPSHOT and RESTORE_BYTES.
extract_backup() {
  local fresh=$2 answer code=0
  local -a wanted=("$1") how=()
  [[ -z ${RESTORE_AT:-} ]] || wanted=(--at "$RESTORE_AT")
  [[ -z ${RESTORE_DRY:-} ]] || how+=(--dry-run yes)
  [[ -z ${WITHOUT_DAMAGED:-} ]] || how+=(--damaged leave-out)
  prepare_target_keys
  install --directory --owner 10004 --group 10000 --mode 0700 "$fresh"
  answer=$(run_on_targets "$fresh" restore-backup "${wanted[@]}" --into /into/set ${how[@]+"${how[@]}"} --json 2> >(report_lines)) || code=$?
  sleep 0.2 # the last lines are still on their way
  if ((code != 0)); then
    remove_keys
    rm -rf "$fresh"
    # Who could not even start the container says so in no JSON.
    answer=$(jq --raw-output '.error // empty' <<<"$answer" 2>/dev/null) || true
    abort_restore "$([[ $code =~ ^[23]$ ]] && printf '%s' "$code" || printf 1)" "${answer:-The restore ended with code $code and gave no reason.}"
  fi
  remove_keys
  printf '%s\n' "$answer" >"$fresh/set.json"
  RESTORE_SNAPSHOT=$(jq --raw-output .snapshot "$fresh/set.json")
  RESTORE_BYTES=$(jq .bytes "$fresh/set.json")
}

# Says what a backup that was only looked at holds. $1 fresh folder.
show_dry_run() {
  local until
  if [[ -n ${AS_JSON:-} ]]; then
    cat "$1/set.json"
    return
  fi
  until=$(wal_until "$1/set.json")
  jq --raw-output --arg at "${RESTORE_AT:+, and on to $RESTORE_AT UTC}" \
    '"Backup \(.snapshot[0:8]) of \(.time) at the \(.target) target can be restored: \(.documents) documents, \(.bytes / 1048576 | floor) MB\($at)."' "$1/set.json"
  printf 'Nothing was changed. The restore itself reads the files of the backup.\n'
  [[ -z $until ]] || printf 'The WAL at that target goes on from it: --at "%s" restores what was done until then.\n' "$until"
}

# Repeats lines from standard input as progress.
report_lines() {
  local line
  while IFS= read -r line; do
    report_progress "    $line"
  done
}
