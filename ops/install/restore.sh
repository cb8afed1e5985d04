# shellcheck shell=bash
# Brings a backup back into the data directory: fresh folders, verified, swapped in, proven, else swapped back.
# Sourced by install.sh (an empty machine) and by ops/strongroom (a stopped one), never run.
# Expects DATA_DIR, PROJECT and settings.env; RECOVERY_KEY_FILE when the server's own key is not to be used.

# shellcheck source=ops/install/swap.sh
. "$INSTALL_DIR/swap.sh"
# shellcheck source=ops/install/bring-back.sh
. "$INSTALL_DIR/bring-back.sh"

RESTORE_SNAPSHOT='' RESTORE_BYTES=0 RESTORE_KEPT='' RESTORE_REPORT='' RESTORE_LOST=0

# Brings a snapshot back and proves it. $1 its id, or "latest".
# Exits 3 when it cannot be (wrong key, no such snapshot, ...) and 1 when it fails; the data is then as it was.
restore_into_data_dir() {
  local stamp fresh started=$SECONDS
  stamp=$(date -u +%Y%m%dT%H%M%SZ)
  fresh=$DATA_DIR/restore-$stamp
  RESTORE_KEPT=$DATA_DIR/before-restore-$stamp
  put_back_interrupted
  # What a restore that was killed before it changed anything had brought so far.
  rm -rf "$DATA_DIR"/restore-[0-9]*Z
  bring_back_set "$1" "$fresh"
  give_to_services "$fresh"
  keep_for_proof "$fresh"
  swap_in "$fresh"
  prove_restored || swap_back
  swap_is_final
  write_restore_report "$stamp" "$((SECONDS - started))"
  rm -rf "$fresh"
  forget_empty "$RESTORE_KEPT"
}

# True on a machine that was empty when install.sh began.
is_bare() {
  [[ ! -f $DATA_DIR/config/installed ]]
}

# Ends the restore; an empty machine is left empty, so that it can be tried again. $1 exit code, $2 sentence.
give_up() {
  if is_bare; then
    if [[ -f $SAY_LOG ]]; then
      mv -f "$SAY_LOG" "/var/log/strongroom-restore-$PROJECT.log"
      SAY_LOG=/var/log/strongroom-restore-$PROJECT.log
    fi
    find "$DATA_DIR" -mindepth 1 -delete
  fi
  say ''
  say "$([[ $1 == 3 ]] && printf REFUSED || printf FAILED): $2"
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
prove_restored() {
  local code=0
  local -a damage=()
  [[ -z ${WITHOUT_DAMAGED:-} ]] || damage=(--damage mark)
  [[ -z ${ACCEPT_DAMAGE:-} ]] || damage=(--damage accept)
  say '    starting database, queue and object storage'
  run_logged 'starting containers' compose up --detach --wait --wait-timeout 600 postgres redis minio || return 1
  run_logged 'migrating' run_ops -- migrate || return 1
  say '    proving the restored appliance against the manifest of its set'
  run_ops -- verify-restored --set /data/ops/restored --snapshot "$RESTORE_SNAPSHOT" --bytes "$RESTORE_BYTES" "${damage[@]}" --json \
    >"$DATA_DIR/ops/restored/verification.json" 2> >(grep -v -E '^ *(Container|Network) ' | say_lines) </dev/null || code=$?
  return "$code"
}

# Puts back what was there before and says what was wrong.
swap_back() {
  local faults
  faults=$(faults_in "$(grep -m 1 '^{' "$DATA_DIR/ops/restored/verification.json" 2>/dev/null || true)" | sed -n '2,6p' | paste -s -d ' ')
  put_back_interrupted
  give_up 1 "The restored appliance did not prove whole, so what was there before is back. ${faults:-Its services did not start; the lines above say why.} Try an older snapshot or another place; --without-damaged leaves damaged documents out, --accept-damage takes the set as it is."
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
  } | tee "$RESTORE_REPORT.txt" | say_lines
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
