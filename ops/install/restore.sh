# shellcheck shell=bash
# Restores a backup into the data directory: fresh folders, verified, swapped in, proven, started; else what was there is put back.
# Sourced by install.sh (an empty machine) and by ops/strongroom (a stopped one), never run.
# Expects DATA_DIR, PROJECT and settings.env; RECOVERY_KEY_FILE when the server's own key is not to be used.

# shellcheck source=ops/install/prepare.sh
. "$INSTALL_DIR/prepare.sh"
# shellcheck source=ops/install/swap-data.sh
. "$INSTALL_DIR/swap-data.sh"
# shellcheck source=ops/install/mount-targets.sh
. "$INSTALL_DIR/mount-targets.sh"
# shellcheck source=ops/install/extract-snapshots.sh
. "$INSTALL_DIR/extract-snapshots.sh"

RESTORE_SNAPSHOT='' RESTORE_BYTES=0 RESTORE_PREVIOUS='' RESTORE_REPORT='' RESTORE_LOST_DOCUMENTS=0 RESTORE_STARTED=0
# What the restored appliance failed at, as the rest of a sentence.
RESTORE_FAULT=''
# What runs on what a set brings, behind the front door. The virus scanner and the monitoring do not: no restore is undone for them.
RESTORED_SERVICES=(postgres redis minio sandbox-1 sandbox-2 worker server ops)

# Brings a snapshot back, proves it and starts it. $1 its id, or "latest".
# Exits 3 when it cannot be (wrong key, no such snapshot, ...) and 1 when it fails; the data is then as it was, and runs.
restore_into_data_dir() {
  local stamp fresh
  RESTORE_STARTED=$SECONDS
  stamp=$(date -u +%Y%m%dT%H%M%SZ)
  fresh=$DATA_DIR/restore-$stamp
  RESTORE_PREVIOUS=$DATA_DIR/before-restore-$stamp
  resolve_interrupted_restore
  # What a restore had brought that was killed before it changed anything, or whose services did not become healthy.
  rm -rf "$DATA_DIR"/restore-[0-9]*Z
  extract_backup "$1" "$fresh"
  set_owners "$fresh"
  copy_manifest "$fresh"
  swap_in_backup "$fresh"
  if ! verify_restored || ! start_restored_services; then
    undo_restore "$fresh"
  fi
  commit_swap
  write_restore_report "$stamp" "$((SECONDS - RESTORE_STARTED))"
  rm -rf "$fresh"
  remove_if_empty "$RESTORE_PREVIOUS"
}

# True when install.sh restores, which goes on by itself; empty in the operator's command.
is_install_restore() {
  [[ -n ${RESTORE:-} ]]
}

# True on a machine that was empty when install.sh began, and holds nothing proven yet.
is_empty_machine() {
  is_install_restore && [[ ! -f $DATA_DIR/config/installed && ! -s $DATA_DIR/config/restoring ]]
}

# Ends the restore; an empty machine is left empty, so that it can be tried again. $1 exit code, $2 sentence.
abort_restore() {
  local -A words=([1]=FAILED [2]='WRONG USAGE' [3]=REFUSED)
  if is_empty_machine; then
    if [[ -f $PROGRESS_LOG ]]; then
      mv -f "$PROGRESS_LOG" "/var/log/strongroom-restore-$PROJECT.log"
      PROGRESS_LOG=/var/log/strongroom-restore-$PROJECT.log
    fi
    find "$DATA_DIR" -mindepth 1 -delete
  fi
  report_progress ''
  report_progress "${words[$1]}: $2"
  report_progress 'No data was changed.'
  if [[ -n ${AS_JSON:-} ]]; then
    jq --null-input --compact-output --arg error "$2" --argjson exitCode "$1" '{error: $error, exitCode: $exitCode}'
  fi
  exit "$1"
}

# A container cannot give files away: every part gets its owner here. What an older version did not make yet is made, and the
# private CA's key, which it kept, is not brought back. $1 fresh folder.
set_owners() {
  local set=$1/set
  chown -R 10005:10000 "$set/postgres"
  chown -R 10006:10000 "$set/redis"
  chown -R 10007:10000 "$set/minio"
  chown -R 0:10000 "$set/secrets" "$set/tls" "$set/config"
  chmod 0700 "$set/postgres" "$set/redis"
  chmod 0750 "$set/minio" "$set/secrets" "$set/tls" "$set/config"
  rm -f "$set/tls/ca.key"
  create_secrets "$set/secrets"
  find "$set/secrets" -type f -exec chmod 0440 {} +
  find "$set/tls" -type f -name '*.key' -exec chmod 0440 {} +
}

# What the proof compares with, where the ops container can read it. $1 fresh folder.
copy_manifest() {
  rm -rf "$DATA_DIR/ops/restored"
  install --directory --owner 10004 --group 10000 --mode 0700 "$DATA_DIR/ops" "$DATA_DIR/ops/restored"
  install --owner 10004 --group 10000 --mode 0400 "$1/set/manifest.json" "$1/set/objects.tsv" "$DATA_DIR/ops/restored"
}

# Starts what holds data, brings the schema to this version, and has every row count, hash and audit event checked.
# Returns another code than 0, and the reason in RESTORE_FAULT, when it is not as its manifest says.
verify_restored() {
  local verification=$DATA_DIR/ops/restored/verification.json
  local -a damage=()
  [[ -z ${WITHOUT_DAMAGED:-} ]] || damage=(--damage mark)
  [[ -z ${ACCEPT_DAMAGE:-} ]] || damage=(--damage accept)
  report_progress '    starting database, queue and object storage'
  start_until_healthy postgres redis minio || {
    RESTORE_FAULT="did not start: $START_FAULT"
    return 1
  }
  run_migrate run_ops -- migrate || {
    RESTORE_FAULT='could not be migrated to this version'
    return 1
  }
  report_progress '    proving the restored appliance against the manifest of its backup'
  run_ops -- verify-restored --folder /data/ops/restored --snapshot "$RESTORE_SNAPSHOT" --bytes "$RESTORE_BYTES" "${damage[@]}" --json \
    >"$verification" 2> >(grep -v -E '^ *(Container|Network) ' | report_lines) </dev/null || {
    RESTORE_FAULT="did not prove whole: $(first_faults "$verification")"
    return 1
  }
}

# Prints the first faults that the proof found, as the rest of a sentence. $1 the file with the proof.
first_faults() {
  local faults
  faults=$(jq --raw-output '.faults // [] | .[0:5] | join(" ")' "$1" 2>/dev/null) || true
  faults=${faults:-the proof could not be made, the lines above report why}
  printf '%s' "${faults%.}"
}

# Starts what runs on the set, the front door last: nobody is let in before the rest is healthy, and what people do from then on
# stays. Returns 1 with the reason in RESTORE_FAULT. On an empty machine install.sh does it: nothing was there that could be put back.
start_restored_services() {
  is_install_restore && return 0
  report_progress '    starting the services, the front door last'
  start_until_healthy "${RESTORED_SERVICES[@]}" || {
    RESTORE_FAULT="did not become healthy: $START_FAULT"
    return 1
  }
  # People could read in a copy until now, at the same address.
  if [[ -d $DATA_DIR/read-only ]] && ! (AS_JSON='' end_read_only >&2); then
    RESTORE_FAULT='could not use its address: the copy for reading was not closed'
    return 1
  fi
  mark_opened
  start_until_healthy nginx || {
    RESTORE_FAULT="did not become healthy: $START_FAULT"
    return 1
  }
}

# Puts back what was there before, starts it again and says what was wrong. Keeps what was brought back, for whoever looks into it.
# $1 fresh folder.
undo_restore() {
  local again='' hint='Try an older backup or another target'
  [[ $RESTORE_FAULT != *'prove whole'* ]] || hint+='; --without-damaged leaves damaged documents out, --accept-damage takes the backup as it is'
  compose --ansi never logs --no-color --timestamps >"$1/services.log" 2>&1 || true
  cp "$DATA_DIR/ops/restored/verification.json" "$1/verification.json" 2>/dev/null || true
  report_progress '    putting back what was there before the restore'
  restore_previous
  if is_empty_machine; then
    abort_restore 1 "The restored appliance $RESTORE_FAULT. This machine is as empty as it was. $hint."
  fi
  is_install_restore || again=$(restart_previous)
  abort_restore 1 "The restored appliance $RESTORE_FAULT. What was there before is back$again. The restored data is kept in $1 until the next restore, with its services' log in services.log; this run is in $PROGRESS_LOG. $hint."
}

# Starts what was put back. Prints how that went, as the rest of a sentence.
restart_previous() {
  if [[ -d $DATA_DIR/read-only ]]; then
    printf ', and stopped: a copy for reading is open at its address (strongroom read-only --end, then strongroom start)'
  elif start_until_healthy; then
    printf ' and runs'
  else
    printf ', but does not become healthy (strongroom doctor)'
  fi
}

# Writes down how long it took and what was proven. $1 stamp, $2 seconds.
write_restore_report() {
  local point set=$DATA_DIR/restore-$1/set.json verification=$DATA_DIR/ops/restored/verification.json
  RESTORE_REPORT=$DATA_DIR/restore-report-$1
  point=${RESTORE_AT:-$(jq --raw-output .madeAt "$verification")}
  RESTORE_LOST_DOCUMENTS=$(jq '.lost | length' "$verification")
  # Files, not arguments: what is missing may be a long list.
  jq --null-input --compact-output --slurpfile set "$set" --slurpfile verification "$verification" --argjson seconds "$2" \
    --arg recoveryPoint "$point" --arg keptBefore "$RESTORE_PREVIOUS" \
    '{set: $set[0], verification: $verification[0], seconds: $seconds, recoveryPoint: $recoveryPoint, keptBefore: $keptBefore}' >"$RESTORE_REPORT.json"
  {
    printf 'Restored backup %s at %s in %d s.\n' "$RESTORE_SNAPSHOT" "$(date -u +%FT%TZ)" "$2"
    printf 'Recovery point: everything acknowledged until %s UTC is there. Recovery time: %d s.\n' "$point" "$2"
    jq --raw-output '"Documents \(.documents), objects read and hashed \(.objects), bytes \(.bytes), audit events in an unbroken chain \(.auditEvents)."' "$verification"
    list_faults "$verification"
    ((RESTORE_LOST_DOCUMENTS == 0)) || lost_documents_sentence
    [[ -z ${CHANGED_BY_HAND:-} ]] || printf '%s\n' "$CHANGED_BY_HAND"
    wal_sentence "$set"
  } | tee "$RESTORE_REPORT.txt" | report_lines
}

# Prints how the rest of the last hour is restored, where the WAL goes on from the backup. $1 the file with what extracting it answered.
wal_sentence() {
  local until
  until=$(wal_until "$1")
  if [[ -n $until ]]; then
    printf 'The WAL at that target goes on to %s UTC. To have that too, before people work on: strongroom stop, then strongroom restore --at "%s".\n' "$until" "$until"
  fi
}

# Prints the recovery point until which the WAL goes on from a backup, as --at takes it; nothing when it does not.
# $1 the file with what the product answered.
wal_until() {
  jq --raw-output '.logUntil // empty | "\(.[0:10]) \(.[11:19])"' "$1"
}

# Prints what the proof found wrong, one a line. $1 the file with the proof.
list_faults() {
  jq --raw-output 'if .faults == [] then "Everything is as its manifest says." else "TAKEN ALTHOUGH DAMAGED:", .faults[] end' "$1"
}

# Prints what there is to do about them.
lost_documents_sentence() {
  printf '%d documents came back WITHOUT their original, which is damaged in the backup. The lines above name them.\nTheir pages are marked as failed and say what to do.\n' "$RESTORE_LOST_DOCUMENTS"
}

# An empty machine had nothing to keep. $1 folder.
remove_if_empty() {
  if [[ -z $(find "$1" -path "$1/config" -prune -o -type f -print -quit) ]]; then
    rm -rf "$1"
    RESTORE_PREVIOUS=''
  else
    report_progress "    what was there before is kept in $1; delete it when you no longer need it"
  fi
}
