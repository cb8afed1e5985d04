# shellcheck shell=bash
# strongroom read-only: people read the newest backup in their browsers while the appliance itself is down. Sourced, never run.
# The copy lies in a folder of its own and runs in a Compose project of its own, at the appliance's address.

# Runs `docker compose` for the copy. Args: Compose's own.
compose_copy() {
  name_compose_variables
  with_file_settings "STRONGROOM_DATA_DIR=$DATA_DIR/read-only/set" "STRONGROOM_COPY_OF=$(<"$DATA_DIR/read-only/copy-of")" STRONGROOM_SERVERS=1 \
    docker compose --project-name "$PROJECT-read-only" "${COMPOSE_VARIABLES[@]}" --file "$SOURCE_DIR/docker-compose.prod.yml" "$@"
}

# Runs statements, or a file of them from standard input, in the copy's database as its superuser. Args: psql's own.
sql_in_copy() {
  compose_copy exec -T postgres psql --no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 --username postgres --dbname strongroom "$@"
}

# True when a copy is there that people may have read in.
copy_exists() {
  [[ -f $DATA_DIR/read-only/opened ]]
}

# $1 the snapshot; "latest" unless told otherwise. Started again after the machine was, it goes on with the copy that is there.
start_read_only() {
  local folder=$DATA_DIR/read-only moment missing
  check_settings_lines
  check_restore_target
  [[ -z $(running_ids) ]] || refuse 'Strongroom is running. To read in the newest backup instead, type: strongroom stop'
  exec 9>"/run/strongroom-$PROJECT.lock"
  flock --nonblock 9 || refuse 'An installation or a restore of this project is running on this machine. Wait until it has ended.'
  # shellcheck disable=SC2034 # report-progress.sh writes there
  PROGRESS_LOG=$DATA_DIR/install.log
  if ! copy_exists; then
    create_copy "${1:-latest}" "$folder"
  elif [[ -n ${1:-} ]]; then
    refuse 'A copy for reading is open already. Type: strongroom read-only --end, then this again.'
  fi
  run_logged 'opening the copy' compose_copy up --detach --wait --wait-timeout 600 nginx \
    || fail 'The copy could not be opened.' 'Type: strongroom read-only --end, then try an older backup: strongroom read-only SNAPSHOT'
  moment=$(<"$folder/copy-of")
  missing=$(jq '.missing | length' "$folder/set.json")
  if [[ -n $AS_JSON ]]; then
    jq --null-input --compact-output --arg copyOf "$moment" --arg host "$(setting STRONGROOM_HOST)" --argjson missing "$missing" \
      '{copyOf: $copyOf, address: "https://\($host)", missing: $missing}'
  else
    printf 'The backup of %s can be read at https://%s, by the same people with the same passwords.\nNothing can be changed in it. To close it, type: strongroom read-only --end\n' \
      "$moment" "$(setting STRONGROOM_HOST)"
  fi
  # Who reads takes what is there for all there is.
  if ((missing > 0)); then
    warn "The originals of $missing documents are damaged in this backup and cannot be opened in the copy. Try another target (--target) or an older backup."
    exit 1
  fi
}

# Extracts the backup and makes its database one that is only read. $1 snapshot, $2 folder.
create_copy() {
  local folder=$2
  remove_copy
  RESTORE_AT='' extract_backup "$1" "$folder"
  set_owners "$folder"
  install --directory --owner 10004 --group 10000 --mode 0700 "$folder/set/ops"
  jq --raw-output '.time // empty' "$folder/set.json" >"$folder/copy-of"
  [[ -s $folder/copy-of ]] || fail 'The backup does not record when it was made.' 'Try an older backup: strongroom read-only SNAPSHOT'
  report_progress '    starting database and object storage of the copy'
  start_copy "$folder" || fail 'The copy could not be made ready.' 'Try an older backup: strongroom read-only SNAPSHOT'
  : >"$folder/opened"
}

# Starts the copy's database and object storage and takes away every right to change something. $1 folder.
start_copy() {
  run_logged 'starting the copy' compose_copy up --detach --wait --wait-timeout 600 postgres redis minio \
    && run_logged 'migrating the copy' compose_copy run --rm --no-deps -T ops node dist/ops/main.js migrate \
    && sql_in_copy <"$SOURCE_DIR/ops/host/read-only.sql" >/dev/null \
    && sql_in_copy --command 'SELECT seq FROM audit_head' >"$1/last-event"
}

# Removes what is left of a copy that nobody has read in yet.
remove_copy() {
  if [[ -s $DATA_DIR/read-only/copy-of ]]; then
    compose_copy down --timeout 5 >/dev/null 2>&1 || true
  fi
  rm -rf "$DATA_DIR/read-only"
}

# Keeps what people did in the copy, then removes it. The appliance notes the file in its own audit log when it runs again.
end_read_only() {
  local kept name count
  [[ -d $DATA_DIR/read-only ]] || refuse 'No copy for reading is open. To open one, type: strongroom read-only'
  if copy_exists; then
    run_logged 'closing the copy' compose_copy stop --timeout 30 nginx server || fail 'The copy could not be closed.' 'Type the same command again.'
    run_logged 'reading its audit log' compose_copy up --detach --wait --wait-timeout 600 postgres \
      || fail "The copy's database does not start, so the copy and its audit log were not removed." 'Type the same command again.'
    kept=$DATA_DIR/ops/read-only
    name=$(tr -c '0-9TZ\n' - <"$DATA_DIR/read-only/copy-of")-$(date -u +%Y%m%dT%H%M%SZ).jsonl
    store_copy_events "$kept" "$name" || fail "The copy's audit log could not be stored, so the copy was not removed." 'Type the same command again.'
    count=$(wc -l <"$kept/$name")
  fi
  remove_copy
  if [[ -n $AS_JSON ]]; then
    jq --null-input --compact-output --argjson events "${count:-0}" --arg file "${name:-}" '{events: $events, file: $file}'
  else
    printf 'The copy is removed. %d entries of its audit log are kept in %s.\nStrongroom records them in its own audit log when it runs again.\n' "${count:-0}" "$DATA_DIR/ops/read-only"
  fi
}

# Writes the copy's own events into a file that the appliance will note. $1 folder, $2 name.
store_copy_events() {
  install --directory --owner 10004 --group 10000 --mode 0700 "$1" \
    && sql_in_copy --command "$(events_since "$(<"$DATA_DIR/read-only/last-event")")" >"$1/.new" \
    && chown 10004:10000 "$1/.new" && chmod 0400 "$1/.new" && mv "$1/.new" "$1/$2"
}

# Prints the question for the audit log's rows after one, in the form of an export. $1 number.
events_since() {
  cat <<SQL
SELECT json_build_object('seq', seq, 'at', to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'event', event, 'personId', person_id,
  'matterId', matter_id, 'documentId', document_id, 'requestId', request_id, 'detail', detail, 'previousHash', previous_hash, 'hash', hash)
FROM audit_event WHERE seq > $(($1)) ORDER BY seq
SQL
}
