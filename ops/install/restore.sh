# shellcheck shell=bash
# Brings a backup back into the data directory: fresh folders, verified, swapped in, proven, started; else what was there is put back.
# Sourced by install.sh (an empty machine) and by ops/strongroom (a stopped one), never run.
# Expects DATA_DIR, PROJECT and settings.env; RECOVERY_KEY_FILE when the server's own key is not to be used.

# shellcheck source=ops/install/swap.sh
. "$INSTALL_DIR/swap.sh"
# shellcheck source=ops/install/places.sh
. "$INSTALL_DIR/places.sh"
# shellcheck source=ops/install/bring-back.sh
. "$INSTALL_DIR/bring-back.sh"

RESTORE_SNAPSHOT='' RESTORE_BYTES=0 RESTORE_KEPT='' RESTORE_REPORT='' RESTORE_LOST=0 RESTORE_STARTED=0
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
  RESTORE_KEPT=$DATA_DIR/before-restore-$stamp
  settle_interrupted
  # What a restore had brought that was killed before it changed anything, or whose services did not become healthy.
  rm -rf "$DATA_DIR"/restore-[0-9]*Z
  bring_back_set "$1" "$fresh"
  give_to_services "$fresh"
  keep_for_proof "$fresh"
  swap_in "$fresh"
  if ! prove_restored || ! start_restored; then
    swap_back "$fresh"
  fi
  swap_is_final
  write_restore_report "$stamp" "$((SECONDS - RESTORE_STARTED))"
  rm -rf "$fresh"
  forget_empty "$RESTORE_KEPT"
}

# True when install.sh restores, which goes on by itself; empty in the operator's command.
install_goes_on() {
  [[ -n ${RESTORE:-} ]]
}

# True on a machine that was empty when install.sh began, and holds nothing proven yet.
is_bare() {
  install_goes_on && [[ ! -f $DATA_DIR/config/installed && ! -s $DATA_DIR/config/restoring ]]
}

# Ends the restore; an empty machine is left empty, so that it can be tried again. $1 exit code, $2 sentence.
give_up() {
  local -A words=([1]=FAILED [2]='WRONG USAGE' [3]=REFUSED)
  if is_bare; then
    if [[ -f $SAY_LOG ]]; then
      mv -f "$SAY_LOG" "/var/log/strongroom-restore-$PROJECT.log"
      SAY_LOG=/var/log/strongroom-restore-$PROJECT.log
    fi
    find "$DATA_DIR" -mindepth 1 -delete
  fi
  say ''
  say "${words[$1]}: $2"
  say 'No data was changed.'
  if [[ -n ${AS_JSON:-} ]]; then
    printf '{"error":%s,"exitCode":%d}\n' "$(json_text_of "$2")" "$1"
  fi
  exit "$1"
}

# Prints a JSON text. $1 what it says.
json_text_of() {
  local text=${1//\\/\\\\}
  text=${text//\"/\\\"}
  printf '"%s"' "${text//$'\n'/ }"
}

# A container cannot give files away: every part gets its owner here. $1 fresh folder.
give_to_services() {
  local set=$1/set
  chown -R 10005:10000 "$set/postgres"
  chown -R 10006:10000 "$set/redis"
  chown -R 10007:10000 "$set/minio"
  chown -R 0:10000 "$set/secrets" "$set/tls" "$set/config"
  chmod 0700 "$set/postgres" "$set/redis"
  chmod 0750 "$set/minio" "$set/secrets" "$set/tls" "$set/config"
  find "$set/secrets" -type f -exec chmod 0440 {} +
  find "$set/tls" -type f -name '*.key' -exec chmod 0440 {} +
}

# What the proof compares with, where the ops container can read it. $1 fresh folder.
keep_for_proof() {
  rm -rf "$DATA_DIR/ops/restored"
  install --directory --owner 10004 --group 10000 --mode 0700 "$DATA_DIR/ops" "$DATA_DIR/ops/restored"
  install --owner 10004 --group 10000 --mode 0400 "$1/set/manifest.json" "$1/set/objects.tsv" "$DATA_DIR/ops/restored"
}

# Starts what holds data, brings the schema to this version, and has every row count, hash and audit event checked.
# Returns another code than 0, and the reason in RESTORE_FAULT, when it is not as its manifest says.
prove_restored() {
  local verification=$DATA_DIR/ops/restored/verification.json
  local -a damage=()
  [[ -z ${WITHOUT_DAMAGED:-} ]] || damage=(--damage mark)
  [[ -z ${ACCEPT_DAMAGE:-} ]] || damage=(--damage accept)
  say '    starting database, queue and object storage'
  start_patiently postgres redis minio || {
    RESTORE_FAULT="did not start: $START_FAULT"
    return 1
  }
  run_logged 'migrating' run_ops -- migrate || {
    RESTORE_FAULT='could not be brought to the shape that this version needs'
    return 1
  }
  say '    proving the restored appliance against the manifest of its set'
  run_ops -- verify-restored --set /data/ops/restored --snapshot "$RESTORE_SNAPSHOT" --bytes "$RESTORE_BYTES" "${damage[@]}" --json \
    >"$verification" 2> >(grep -v -E '^ *(Container|Network) ' | say_lines) </dev/null || {
    RESTORE_FAULT="did not prove whole: $(why_not_proven "$(grep -m 1 '^{' "$verification" || true)")"
    return 1
  }
}

# Prints the first faults that the proof found, as the rest of a sentence. $1 the proof.
why_not_proven() {
  local faults
  faults=$(faults_in "$1" | sed -n '2,6p' | paste -s -d ' ')
  printf '%s' "${faults:-the proof could not be made, the lines above say why}" | sed 's/\.$//'
}

# Starts what runs on the set, the front door last: nobody is let in before the rest is healthy, and what people do from then on
# stays. Returns 1 with the reason in RESTORE_FAULT. On an empty machine install.sh does it: nothing was there that could be put back.
start_restored() {
  install_goes_on && return 0
  say '    starting the services, the front door last'
  start_patiently "${RESTORED_SERVICES[@]}" || {
    RESTORE_FAULT="did not become healthy: $START_FAULT"
    return 1
  }
  # People could read in a copy until now, at the same address.
  if [[ -d $DATA_DIR/read-only ]] && ! (AS_JSON='' end_read_only >&2); then
    RESTORE_FAULT='could not take its address: the copy for reading was not closed'
    return 1
  fi
  let_people_in
  start_patiently nginx || {
    RESTORE_FAULT="did not become healthy: $START_FAULT"
    return 1
  }
}

# Puts back what was there before, starts it again and says what was wrong. Keeps what was brought back, for whoever looks into it.
# $1 fresh folder.
swap_back() {
  local again='' hint='Try an older snapshot or another place'
  [[ $RESTORE_FAULT != *'prove whole'* ]] || hint+='; --without-damaged leaves damaged documents out, --accept-damage takes the set as it is'
  compose --ansi never logs --no-color --timestamps >"$1/services.log" 2>&1 || true
  cp "$DATA_DIR/ops/restored/verification.json" "$1/verification.json" 2>/dev/null || true
  say '    putting back what was there before the restore'
  put_back
  if is_bare; then
    give_up 1 "The restored appliance $RESTORE_FAULT. This machine is as empty as it was. $hint."
  fi
  install_goes_on || again=$(start_again)
  give_up 1 "The restored appliance $RESTORE_FAULT. What was there before is back$again. What was brought back lies in $1 until the next restore, with what its services said in services.log; this run is in $SAY_LOG. $hint."
}

# Starts what was put back. Prints how that went, as the rest of a sentence.
start_again() {
  if [[ -d $DATA_DIR/read-only ]]; then
    printf ', and stopped: a copy for reading stands at its address (strongroom read-only --end, then strongroom start)'
  elif start_patiently; then
    printf ' and runs'
  else
    printf ', but does not become healthy (strongroom doctor)'
  fi
}

# Writes down how long it took and what was proven. $1 stamp, $2 seconds.
write_restore_report() {
  local set verification point
  set=$(<"$DATA_DIR/restore-$1/set.json")
  verification=$(grep -m 1 '^{' "$DATA_DIR/ops/restored/verification.json")
  RESTORE_REPORT=$DATA_DIR/restore-report-$1
  point=${RESTORE_AT:-$(sed -n 's/.*"madeAt":"\([^"]*\)".*/\1/p' <<<"$verification")}
  RESTORE_LOST=$(lost_in "$verification")
  printf '{"set":%s,"verification":%s,"seconds":%d,"recoveryPoint":%s,"keptBefore":%s}\n' "$set" "$verification" "$2" "$(json_text_of "$point")" "$(json_text_of "$RESTORE_KEPT")" >"$RESTORE_REPORT.json"
  {
    printf 'Restored snapshot %s at %s in %d s.\n' "$RESTORE_SNAPSHOT" "$(date -u +%FT%TZ)" "$2"
    printf 'Recovery point: everything acknowledged until %s UTC is there. Recovery time: %d s.\n' "$point" "$2"
    printf 'Documents %s, objects read and hashed %s, bytes %s, audit events in an unbroken chain %s.\n' \
      "$(number_in documents "$verification")" "$(number_in objects "$verification")" "$(number_in bytes "$verification")" \
      "$(number_in auditEvents "$verification")"
    printf '%s\n' "$(faults_in "$verification")"
    if ((RESTORE_LOST > 0)); then
      lost_sentence
    fi
    log_sentence "$set"
  } | tee "$RESTORE_REPORT.txt" | say_lines
}

# Prints how the rest of the last hour comes back, where the log goes on from the set. $1 what bringing the set back answered.
log_sentence() {
  local until
  until=$(log_until "$1")
  if [[ -n $until ]]; then
    printf 'The log at that place goes on to %s UTC. To have that too, before people work on: strongroom stop, then strongroom restore --at "%s".\n' "$until" "$until"
  fi
}

# Prints the moment until which the log goes on from a set, as --at takes it; nothing when it does not. $1 what the product answered.
log_until() {
  sed -n 's/.*"logUntil":"\([0-9-]*\)T\([0-9:]*\)[^"]*".*/\1 \2/p' <<<"$1"
}

# Prints what the proof found wrong, one a line. $1 the proof.
faults_in() {
  local faults
  faults=$(sed -n 's/.*"faults":\[\(.*\)\],"seconds".*/\1/p' <<<"$1")
  if [[ -z $faults ]]; then
    printf 'Everything is as its manifest says.\n'
  else
    printf 'TAKEN ALTHOUGH DAMAGED:\n%s\n' "${faults//\",\"/$'\n'}" | tr -d '"'
  fi
}

# Prints how many documents came back without their original. $1 the proof.
lost_in() {
  local lost
  lost=$(sed -n 's/.*"lost":\[\([^]]*\)\].*/\1/p' <<<"$1")
  if [[ -z $lost ]]; then printf 0; else tr ',' '\n' <<<"$lost" | wc -l; fi
}

# Prints what there is to do about them.
lost_sentence() {
  printf '%d documents came back WITHOUT their original: the backup was damaged there. They are marked as failed, with what to do; the lines above name them.\n' "$RESTORE_LOST"
}

# Prints a number of a one-line JSON object. $1 field, $2 object.
number_in() {
  sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p" <<<"$2"
}

# An empty machine had nothing to keep. $1 folder.
forget_empty() {
  if [[ -z $(find "$1" -path "$1/config" -prune -o -type f -print -quit) ]]; then
    rm -rf "$1"
    RESTORE_KEPT=''
  else
    say "    what was there before is kept in $1; delete it when you no longer need it"
  fi
}
