# shellcheck shell=bash
# Starts the services in their order and makes what they need once. Sourced, never run.

# shellcheck source=ops/install/wait-for-services.sh
. "$INSTALL_DIR/wait-for-services.sh"

# What is shown once at the end waits in memory, not on the disk, until it has been shown:
# an installation that stops halfway can go on without losing the recovery key.
SHOW_ONCE_DIR=''

prepare_show_once_dir() {
  SHOW_ONCE_DIR=/run/strongroom-install-$PROJECT
  install --directory --owner 0 --group "$SERVICE_GROUP" --mode 0750 "$SHOW_ONCE_DIR"
}

# Prints the ids of the installation's running containers.
running_containers() {
  docker ps --quiet --no-trunc --filter "label=com.docker.compose.project=$PROJECT" | sort
}

# Brings services up and waits until they are healthy. Args: services; none means all.
start_and_require_healthy() {
  local before after
  before=$(running_containers)
  start_until_healthy --remove-orphans "$@" \
    || fail "Not every service became healthy: $START_FAULT." "Read the lines above; the whole log of a service: docker compose --project-name $PROJECT logs SERVICE$(restore_hint)"
  after=$(running_containers)
  if [[ $before != "$after" ]]; then
    record_change 'services'
  fi
}

# Prints what whoever restores must know when a later step fails.
restore_hint() {
  if [[ -n $RESTORE ]]; then
    printf '. What was restored is proven and stays. Run the same command again to go on from here.'
  fi
}

start_data_services() {
  start_and_require_healthy postgres redis minio carrier
}

# Brings the database to this version, and says what somebody had changed in it by hand; a restore's report has it as well, from
# CHANGED_BY_HAND. $@ the command that does it.
run_migrate() {
  local answer line code=0
  answer=$(mktemp)
  run_logged 'migrating' copy_output "$answer" "$@" || code=$?
  CHANGED_BY_HAND=$(grep -E '^(Changed|Added) by hand, ' "$answer" || true)
  rm -f "$answer"
  while IFS= read -r line; do
    [[ -z $line ]] || report_progress "    $line"
  done <<<"$CHANGED_BY_HAND"
  return "$code"
}

# Runs the command, and copies what it prints into a file as well. $1 file, the rest the command.
copy_output() {
  local file=$1
  shift
  "$@" | tee "$file"
}

# Applies what the database lacks; nothing when it is complete.
migrate() {
  run_migrate run_ops -- migrate \
    || fail 'The database could not be migrated to this version.' 'Read the lines above and remove the cause, then run this again. Nothing that was stored is lost.'
}

# Prints a new recovery key: 160 random bits as eight groups of four characters.
new_recovery_key() {
  head -c 20 /dev/urandom | base32 --wrap 0 | sed 's/..../&-/g; s/-$//'
}

# Makes the encrypted repository with its two keys: the server's and the recovery key. An installation that stopped before
# the recovery key was shown makes another one when memory no longer holds the first.
init_repository() {
  local key_file=$SHOW_ONCE_DIR/recovery-key
  if is_installed && [[ -n $FAR_REPOSITORY ]] && ! is_far_target_ready; then
    init_repositories "$RECOVERY_KEY_FILE"
    return 0
  fi
  if [[ -n $RESTORE ]] || is_installed || [[ -s $key_file && -f $DATA_DIR/config/repository-ready ]]; then
    return 0
  fi
  if [[ ! -s $key_file ]]; then
    (umask 077 && new_recovery_key >"$key_file")
    chown "0:$SERVICE_GROUP" "$key_file"
    chmod 0440 "$key_file"
  fi
  init_repositories "$key_file"
}

# Makes what is missing of the backup targets, so that both keys open each. $1 file with the recovery key.
init_repositories() {
  local copy=$SHOW_ONCE_DIR/recovery-key-given
  install --owner 0 --group "$SERVICE_GROUP" --mode 0440 "$1" "$copy"
  run_logged 'making the repository' run_ops --volume "$copy:/run/recovery-key:ro" -- init-repository --recovery-key-file /run/recovery-key \
    || fail "The target ${REPOSITORY}${FAR_REPOSITORY:+ or $FAR_REPOSITORY} could not be made ready." 'Read the lines above and mend what they name, or give another target with --repository or --far-repository. Then run this again.'
  rm -f "$copy"
  : >"$DATA_DIR/config/repository-ready"
  printf '%s\n' "$FAR_REPOSITORY" >"$DATA_DIR/config/far-repository-ready"
  record_change 'backup repository'
}

# True when both keys open the far target, or there is none.
is_far_target_ready() {
  [[ -z $FAR_REPOSITORY || $(cat "$DATA_DIR/config/far-repository-ready" 2>/dev/null) == "$FAR_REPOSITORY" ]]
}

# Makes the first administrator. The password waits in memory until it has been shown; when it was lost there, a new one is made.
create_administrator() {
  local answer password
  if [[ -n $RESTORE ]] || is_installed || [[ -s $SHOW_ONCE_DIR/password ]]; then
    return 0
  fi
  answer=$(run_ops_quietly create-administrator --email "$ADMIN_EMAIL" --json)
  if [[ $(jq .exists <<<"$answer") == true ]]; then
    answer=$(run_ops_quietly reset-password "$ADMIN_EMAIL" --json)
  fi
  password=$(jq --raw-output '.password // empty' <<<"$answer")
  [[ -n $password ]] || fail 'The first administrator could not be made: no password came back.' "Read the end of $PROGRESS_LOG, then run this again."
  (umask 077 && printf '%s\n' "$password" >"$SHOW_ONCE_DIR/password")
  record_change 'administrator'
}

# Runs a command of the product whose answer holds a secret: the answer goes to the caller and into no log. Args: the command.
run_ops_quietly() {
  run_ops -- "$@" 2>>"$PROGRESS_LOG" </dev/null \
    || fail 'The first administrator could not be made.' "Read the end of $PROGRESS_LOG, then run this again."
}

# Prints the fingerprint of the certificate that nginx shows to visitors.
served_fingerprint() {
  openssl s_client -connect "127.0.0.1:$HTTPS_PORT" -servername "${HOST,,}" </dev/null 2>/dev/null \
    | openssl x509 -noout -fingerprint -sha256 2>/dev/null | cut -d= -f2
}

start_services() {
  start_and_require_healthy
  # nginx reads its certificate only when it starts.
  if [[ $(served_fingerprint) != "$(certificate_fingerprint)" ]]; then
    compose restart nginx >/dev/null 2>&1
    record_change 'certificate in use'
  fi
  # Images that this run replaced would fill the disk, upgrade after upgrade.
  if [[ -n $IMAGES_BUILT ]]; then
    docker image prune --force --filter label=strongroom.inputs >/dev/null 2>&1 || true
  fi
}

# The first backup at once: it shows that backups work, and the WAL that is sent from now on continues it. Later ones are scheduled.
create_first_backup() {
  if [[ -n $RESTORE ]] || is_installed; then
    return 0
  fi
  # 3: the schedule is making one just now.
  run_logged 'making the first backup' compose exec -T ops node dist/ops/main.js backup || (($? == 3)) \
    || fail "The first backup to ${REPOSITORY}${FAR_REPOSITORY:+ and $FAR_REPOSITORY} could not be made." 'Read the lines above, mend what they name, then run this again.'
  record_change 'first backup'
}

# Asks nginx over TLS, trusting our own CA, and the machine's where the firm brought its own certificate.
# Args: curl's own, then a path last.
curl_front_door() {
  local path=${*: -1} trusted=$DATA_DIR/tls/ca.crt
  if certificate_is_foreign; then
    trusted=$DATA_DIR/config/extra-ca.pem
  fi
  curl --silent --show-error --fail --max-time 20 --noproxy '*' --cacert "$trusted" \
    --resolve "${HOST,,}:$HTTPS_PORT:127.0.0.1" "${@:1:$#-1}" "https://${HOST,,}:$HTTPS_PORT$path"
}

# $1 what did not work. Shows what the front door's services said last, so that nobody has to look for it.
fail_smoke_test() {
  compose --ansi never logs --no-log-prefix --tail 8 nginx server 2>&1 | cut -c 1-600 | sed 's/^/    | /' >&2
  fail "The smoke test through nginx failed: $1." "Read the lines above; the whole log: docker compose --project-name $PROJECT logs nginx server$(restore_hint)"
}

# Waits until every part answers through the front door. A database that was just restored, on a busy machine, takes its time:
# too little patience here would call a sound installation broken.
wait_for_front_door() {
  local answer deadline=$((SECONDS + 300)) told=$SECONDS
  until curl_front_door /health/ready >/dev/null 2>&1; do
    answer=$(curl_front_door --no-fail /health/ready 2>&1 || true)
    ((SECONDS < deadline)) || fail_smoke_test "/health/ready does not answer 200 within five minutes but: ${answer:0:300}"
    if ((SECONDS >= told + 10)); then
      told=$SECONDS
      report_progress "    waiting for the front door, which says: ${answer:0:200}"
    fi
    sleep 2
  done
}

# Opens the front door as a person would: health, the sign-in page, and the administrator's sign-in.
smoke_test() {
  local body
  wait_for_front_door
  # The whole page is read before it is searched: a reader that leaves early would look like a failed request.
  body=$(curl_front_door --location / 2>>"${PROGRESS_LOG:-/dev/null}") || fail_smoke_test 'the sign-in page does not come'
  [[ $body == *'type="password"'* ]] || fail_smoke_test 'the sign-in page holds no field for a password'
  if [[ -s $SHOW_ONCE_DIR/password ]]; then
    # The password comes through a file and standard input: anybody on the machine can read a command line.
    jq --raw-input --arg email "$ADMIN_EMAIL" '{email: $email, password: .}' "$SHOW_ONCE_DIR/password" \
      | curl_front_door --request POST --header 'Content-Type: application/json' --data-binary @- --output /dev/null /api/session 2>>"${PROGRESS_LOG:-/dev/null}" \
      || fail_smoke_test 'the administrator cannot sign in'
  fi
}
