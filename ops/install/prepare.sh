# shellcheck shell=bash
# shellcheck disable=SC2034,SC2153 # the files of install.sh share what flags.sh and settings.sh set
# Directories, secrets and certificates. What exists is left as it is, above all secrets. Sourced, never run.

SERVICE_GROUP=10000
SECRET_NAMES=(database_owner_password database_server_password database_worker_password database_ops_password
  redis_password storage_access_key storage_secret_key sealing_key repository_key grafana_password)
CERTIFICATE_DAYS=820 # browsers refuse longer ones, private CA or not
CERTIFICATE_RENEW_SECONDS=$((30 * 24 * 3600))

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
  create_folder "$DATA_DIR/ops" 10004 0700
  create_folder "$DATA_DIR/ops/elsewhere" 10004 0700
  create_folder "$DATA_DIR/scratch" 0 0750
  create_folder "$DATA_DIR/scratch/1" 10003 2770
  create_folder "$DATA_DIR/scratch/2" 10003 2770
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

# Makes the secrets that are missing and never replaces one. With --restore they come from the backup instead.
create_secrets() {
  local name file
  for name in "${SECRET_NAMES[@]}"; do
    file=$DATA_DIR/secrets/$name
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

# Makes the firm's private CA once: everybody who trusts it would have to trust a new one again.
create_ca() {
  local tls=$DATA_DIR/tls
  if [[ -s $tls/ca.crt && -s $tls/ca.key ]]; then
    return 0
  fi
  (
    umask 077
    openssl ecparam -name prime256v1 -genkey -noout -out "$tls/ca.key.new"
    openssl req -x509 -new -sha256 -days 7300 -key "$tls/ca.key.new" -out "$tls/ca.crt.new" \
      -subj "/O=Strongroom/CN=Strongroom private CA of ${HOST:0:40}" \
      -addext 'basicConstraints=critical,CA:TRUE,pathlen:0' -addext 'keyUsage=critical,keyCertSign,cRLSign'
  ) 2>>"${PROGRESS_LOG:-/dev/null}" || fail 'The private CA could not be made.' 'Read the log, then run this again.'
  place_tls_file ca.key 0440
  place_tls_file ca.crt 0444
  record_change 'private CA'
}

# Moves NAME.new to its name. $1 name, $2 mode.
place_tls_file() {
  chown "0:$SERVICE_GROUP" "$DATA_DIR/tls/$1.new"
  chmod "$2" "$DATA_DIR/tls/$1.new"
  mv -f "$DATA_DIR/tls/$1.new" "$DATA_DIR/tls/$1"
}

# Prints the alternative names of the certificate for openssl: "DNS:a,IP:b".
certificate_names() {
  local host
  answered_hosts | tr ',' '\n' | while read -r host; do
    if [[ $host =~ ^[0-9.]+$ ]]; then
      printf 'IP:%s\n' "$host"
    else
      printf 'DNS:%s\n' "$host"
    fi
  done | paste -s -d ,
}

# True when the firm put a certificate of its own in the place of ours.
certificate_is_foreign() {
  local tls=$DATA_DIR/tls issuer authority
  [[ -s $tls/server.crt && -s $tls/server.key ]] || return 1
  issuer=$(openssl x509 -in "$tls/server.crt" -noout -issuer_hash)
  authority=$(openssl x509 -in "$tls/ca.crt" -noout -subject_hash)
  [[ $issuer != "$authority" ]]
}

# True when the server certificate is signed by our CA, lasts, and covers every name that is answered.
certificate_is_good() {
  local tls=$DATA_DIR/tls name
  [[ -s $tls/server.crt && -s $tls/server.key ]] || return 1
  openssl verify -CAfile "$tls/ca.crt" "$tls/server.crt" >/dev/null 2>&1 || return 1
  openssl x509 -in "$tls/server.crt" -noout -checkend "$CERTIFICATE_RENEW_SECONDS" >/dev/null || return 1
  for name in $(certificate_names | tr ',' ' '); do
    case $name in
      IP:*) openssl x509 -in "$tls/server.crt" -noout -checkip "${name#IP:}" ;;
      *) openssl x509 -in "$tls/server.crt" -noout -checkhost "${name#DNS:}" ;;
    esac | grep -q 'does match' || return 1
  done
}

# Makes the server's certificate when there is none, when it soon expires, or when a name is missing from it.
create_server_certificate() {
  local tls=$DATA_DIR/tls
  if certificate_is_foreign; then
    report_progress "    the firm's own certificate in $tls/server.crt is left as it is"
    chown "0:$SERVICE_GROUP" "$tls/server.crt" "$tls/server.key"
    chmod 0440 "$tls/server.key"
    if ! openssl x509 -in "$tls/server.crt" -noout -checkhost "$HOST" | grep -q 'does match'; then
      warn "it does not cover the name $HOST, so browsers will refuse it; put one there that does"
    fi
    return 0
  elif certificate_is_good; then
    return 0
  fi
  (
    umask 077
    openssl ecparam -name prime256v1 -genkey -noout -out "$tls/server.key.new"
    openssl req -new -sha256 -key "$tls/server.key.new" -subj "/O=Strongroom/CN=${HOST:0:60}" -out "$tls/server.csr"
    openssl x509 -req -sha256 -days "$CERTIFICATE_DAYS" -in "$tls/server.csr" -CA "$tls/ca.crt" -CAkey "$tls/ca.key" \
      -set_serial "0x$(openssl rand -hex 16)" -out "$tls/server.crt.new" -extfile <(
        printf 'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\n'
        printf 'subjectAltName=%s\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n' "$(certificate_names)"
      )
  ) 2>>"${PROGRESS_LOG:-/dev/null}" || fail 'The server certificate could not be made.' 'Read the log, then run this again.'
  rm -f "$tls/server.csr"
  place_tls_file server.key 0440
  place_tls_file server.crt 0444
  record_change 'server certificate'
}

create_certificates() {
  create_ca
  create_server_certificate
}

# Prints the SHA-256 fingerprint of the server certificate.
certificate_fingerprint() {
  openssl x509 -in "$DATA_DIR/tls/server.crt" -noout -fingerprint -sha256 | cut -d= -f2
}
