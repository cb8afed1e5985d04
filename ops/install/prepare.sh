# shellcheck shell=bash
# shellcheck disable=SC2034,SC2153 # the files of install.sh share what flags.sh and settings.sh set
# Directories and secrets. What exists is left as it is, above all secrets. Sourced, never run.

SERVICE_GROUP=10000
SECRET_NAMES=(database_owner_password database_server_password database_worker_password database_ops_password
  database_exporter_password
  redis_server_password redis_worker_password redis_ops_password redis_exporter_password
  storage_access_key storage_secret_key storage_server_access_key storage_server_secret_key
  storage_worker_access_key storage_worker_secret_key storage_ops_access_key storage_ops_secret_key
  document_password_key sealing_key repository_key grafana_password)

# Makes a folder with owner and mode when it is missing. $1 folder, $2 uid, $3 mode.
create_folder() {
  if [[ ! -d $1 ]]; then
    install --directory --owner "$2" --group "$SERVICE_GROUP" --mode "$3" "$1"
    record_change 'directories'
  fi
}

# One folder per service, each readable by nobody but its service.
create_directories() {
  if [[ ! -d $DATA_DIR ]]; then
    install --directory --owner 0 --group 0 --mode 0750 "$DATA_DIR"
  fi
  create_folder "$DATA_DIR/config" 0 0750
  create_folder "$DATA_DIR/secrets" 0 0750
  create_folder "$DATA_DIR/tls" 0 0750
  create_folder "$DATA_DIR/postgres" 10005 0700
  create_folder "$DATA_DIR/redis" 10006 0700
  create_folder "$DATA_DIR/minio" 10007 0750
  create_folder "$DATA_DIR/clamav" 10009 0750
  create_folder "$DATA_DIR/scanning" 10009 0700
  create_folder "$DATA_DIR/ops" 10004 0700
  create_folder "$DATA_DIR/ops/elsewhere" 10004 0700
  create_folder "$DATA_DIR/scratch" 0 0750
  create_folder "$DATA_DIR/prometheus" 10010 0700
  create_folder "$DATA_DIR/alertmanager" 10011 0700
  create_folder "$DATA_DIR/grafana" 10013 0700
}

# Lets the backup write into the folders that receive it, and proves that it can.
prepare_repository() {
  local target
  for target in "$REPOSITORY" "$FAR_REPOSITORY"; do
    if is_folder "$target"; then
      prepare_folder "$target"
    fi
  done
}

# $1 folder.
prepare_folder() {
  local probe=(setpriv --reuid 10004 --regid "$SERVICE_GROUP" --clear-groups)
  if [[ ! -d $1 ]]; then
    mkdir -p "$1"
    record_change 'repository folder'
  fi
  if [[ $(stat --format %u "$1") != 10004 ]]; then
    # A repository that was copied here belongs to whoever copied it. Network storage may refuse a change of owner.
    chown -R "10004:$SERVICE_GROUP" "$1" 2>/dev/null || true
    chmod 0700 "$1" 2>/dev/null || true
  fi
  # The folders above may be closed to the service; inside its container it sees only this one.
  if ! (cd "$1" && "${probe[@]}" touch ./.strongroom-probe 2>/dev/null); then
    fail "The backup service (user 10004) cannot write into $1." "Let user 10004 write there (on network storage: its mount options), then run this again."
  fi
  rm -f "$1/.strongroom-probe"
}

# Prints a secret of 40 letters and digits (more than 200 bits).
random_secret() {
  head -c 64 /dev/urandom | base64 --wrap 0 | tr -d '/+=' | head -c 40
}

# Makes the secrets that are missing and never replaces one. With --restore they come from the backup, and this adds what its
# version did not know. $1 folder, the data directory's own unless named.
create_secrets() {
  local name file
  for name in "${SECRET_NAMES[@]}"; do
    file=${1:-$DATA_DIR/secrets}/$name
    if [[ ! -s $file ]]; then
      # Written under another name first: a machine that stops here must not keep half a secret.
      (umask 077 && random_secret >"$file.new")
      chown "0:$SERVICE_GROUP" "$file.new"
      chmod 0440 "$file.new"
      mv "$file.new" "$file"
      record_change 'secrets'
    fi
  done
}
