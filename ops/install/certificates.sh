# shellcheck shell=bash
# shellcheck disable=SC2153 # the files of install.sh share what flags.sh and settings.sh set
# The private CA and the server's certificates. The CA signs once, all that will be needed in its time, and its key is
# thrown away: nobody can sign anything with it again, on this machine or from a backup. Sourced, never run.

CA_DAYS=3650
CERTIFICATE_DAYS=820 # browsers refuse longer ones, private CA or not
CERTIFICATE_EVERY_DAYS=730
CERTIFICATE_RENEW_SECONDS=$((30 * 24 * 3600))
CA_NAME='Strongroom private CA of'
# Where the key is while it signs: in memory. install.sh removes it, however it ends.
CA_WORK_DIR=''

# Moves a file to its name among the certificates. $1 file, $2 name, $3 mode.
place_tls_file() {
  local place=$DATA_DIR/tls/$2
  install --owner 0 --group "$SERVICE_GROUP" --mode "$3" "$1" "$place.new"
  mv -f "$place.new" "$place"
}

# Prints the names of the certificate as openssl writes them: "DNS:a,IP:b".
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

# Prints what the CA may sign: the names of this installation, each address alone. localhost and 127.0.0.1 are always among
# them, so neither kind is ever left open.
certificate_constraints() {
  certificate_names | tr ',' '\n' | sed -E 's/^/permitted;/; /;IP:/ s,$,/255.255.255.255,' | paste -s -d ,
}

# True when the firm put a certificate of its own in the place of ours.
certificate_is_foreign() {
  local tls=$DATA_DIR/tls
  [[ -s $tls/server.crt && -s $tls/server.key ]] || return 1
  ! openssl x509 -in "$tls/server.crt" -noout -issuer | grep -qF "$CA_NAME"
}

# True when the server's certificate covers a name. $1 name as certificate_names prints it.
certificate_covers() {
  case $1 in
    IP:*) openssl x509 -in "$DATA_DIR/tls/server.crt" -noout -checkip "${1#IP:}" ;;
    *) openssl x509 -in "$DATA_DIR/tls/server.crt" -noout -checkhost "${1#DNS:}" ;;
  esac | grep -q 'does match'
}

# True when the server's certificate is signed by our CA, lasts, and covers the name that people type.
certificate_is_good() {
  local name
  name=$(certificate_names)
  [[ -s $DATA_DIR/tls/server.key ]] || return 1
  openssl verify -CAfile "$DATA_DIR/tls/ca.crt" "$DATA_DIR/tls/server.crt" >/dev/null 2>&1 || return 1
  openssl x509 -in "$DATA_DIR/tls/server.crt" -noout -checkend "$CERTIFICATE_RENEW_SECONDS" >/dev/null || return 1
  certificate_covers "${name%%,*}"
}

# Puts the next certificate into use whose time has come. Returns 1 when there is none.
use_next_certificate() {
  local tls=$DATA_DIR/tls next
  for next in "$tls"/next-*.crt; do
    if [[ ! -s $next ]] || ! openssl verify -CAfile "$tls/ca.crt" "$next" >/dev/null 2>&1; then
      continue
    fi
    openssl x509 -in "$next" -noout -checkend "$CERTIFICATE_RENEW_SECONDS" >/dev/null || continue
    place_tls_file "${next%.crt}.key" server.key 0440
    place_tls_file "$next" server.crt 0444
    if certificate_is_good; then
      rm -f "$next" "${next%.crt}.key"
      record_change 'server certificate'
      return 0
    fi
  done
  return 1
}

# Makes the CA in the work folder. Its name has the day, by which staff tell it from one that they no longer need to trust.
sign_ca() {
  local work=$CA_WORK_DIR
  openssl ecparam -name prime256v1 -genkey -noout -out "$work/ca.key" || return 1
  openssl req -x509 -new -sha256 -days "$CA_DAYS" -key "$work/ca.key" -out "$work/ca.crt" \
    -subj "/O=Strongroom/CN=$CA_NAME ${HOST:0:27} $(date -u +%Y-%m-%d)" -config <(printf '[req]\ndistinguished_name=dn\n[dn]\n') \
    -addext 'basicConstraints=critical,CA:TRUE,pathlen:0' -addext 'keyUsage=critical,keyCertSign,cRLSign' \
    -addext 'subjectKeyIdentifier=hash' -addext 'extendedKeyUsage=serverAuth' \
    -addext "nameConstraints=critical,$(certificate_constraints)"
}

# Makes a certificate of the server with a key of its own. $1 name of both files, $2 and $3 days from now on which it begins and ends.
sign_certificate() {
  local work=$CA_WORK_DIR
  openssl ecparam -name prime256v1 -genkey -noout -out "$work/$1.key" \
    && openssl req -new -sha256 -key "$work/$1.key" -subj "/O=Strongroom/CN=${HOST:0:60}" -out "$work/$1.csr" || return 1
  openssl ca -batch -notext -config "$work/ca.conf" -cert "$work/ca.crt" -keyfile "$work/ca.key" -in "$work/$1.csr" -out "$work/$1.crt" \
    -startdate "$(date -u -d "$2 days" +%Y%m%d%H%M%SZ)" -enddate "$(date -u -d "$3 days" +%Y%m%d%H%M%SZ)"
}

# Signs the CA, the server's certificate and those that follow it, in memory.
sign_everything() {
  local work=$CA_WORK_DIR begin end number=0
  sign_ca || return 1
  : >"$work/index.txt"
  {
    printf '[ca]\ndefault_ca=own\n[own]\ndatabase=%s\nnew_certs_dir=%s\nrand_serial=yes\nunique_subject=no\n' "$work/index.txt" "$work"
    printf 'default_md=sha256\npolicy=names\nx509_extensions=server\n[names]\norganizationName=optional\ncommonName=supplied\n[server]\n'
    printf 'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\n'
    printf 'subjectAltName=%s\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n' "$(certificate_names)"
  } >"$work/ca.conf"
  sign_certificate server 0 "$CERTIFICATE_DAYS" || return 1
  for ((begin = CERTIFICATE_EVERY_DAYS; begin < CA_DAYS - CERTIFICATE_EVERY_DAYS / 10; begin += CERTIFICATE_EVERY_DAYS)); do
    end=$((begin + CERTIFICATE_DAYS))
    ((end < CA_DAYS)) || end=$((CA_DAYS - 1))
    sign_certificate "next-$((++number))" "$begin" "$end" || return 1
  done
}

# Makes the CA and all its certificates anew, and throws its key away.
issue_certificates() {
  local tls=$DATA_DIR/tls file is_old='' is_used_up=''
  if [[ -s $tls/ca.crt ]]; then
    if [[ -s $tls/ca.key ]]; then is_old=yes; else is_used_up=yes; fi
  fi
  CA_WORK_DIR=$(mktemp -d /dev/shm/strongroom-ca.XXXXXX)
  (umask 077 && sign_everything) >>"${PROGRESS_LOG:-/dev/null}" 2>&1 || fail 'The certificates could not be made.' 'Read the log, then run this again.'
  rm -f "$tls"/next-*
  for file in "$CA_WORK_DIR"/{server,next-*}.key; do
    place_tls_file "$file" "$(basename "$file")" 0440
    place_tls_file "${file%.key}.crt" "$(basename "$file" .key).crt" 0444
  done
  place_tls_file "$CA_WORK_DIR/ca.crt" ca.crt 0444
  rm -rf "$CA_WORK_DIR"
  remove_ca_key
  record_change 'private CA'
  record_change 'server certificate'
  if [[ -n $is_used_up ]]; then
    warn "a new private CA was made, because the old one may not sign for $HOST or is used up: install $tls/ca.crt on the firm's computers again"
  elif [[ -n $is_old ]]; then
    warn "a new private CA was made, because an older version's may sign any name and its key is in every backup: install $tls/ca.crt on the firm's computers, and remove the old \"$CA_NAME ...\" from them"
  fi
}

# Removes the key that older versions kept beside the certificates.
remove_ca_key() {
  if [[ -e $DATA_DIR/tls/ca.key ]]; then
    shred --remove "$DATA_DIR/tls/ca.key"
  fi
}

# Says which addresses the certificate does not cover, such as one that the machine got later.
warn_uncovered() {
  local name
  for name in $(certificate_names | tr ',' ' '); do
    certificate_covers "$name" \
      || warn "the certificate does not cover ${name#*:}, so browsers refuse that address; to have it, delete $DATA_DIR/tls/ca.crt and run this again (staff must then install the new CA)"
  done
}

# Makes what is missing of CA and certificates, and puts the next one into use when the time has come.
create_certificates() {
  local tls=$DATA_DIR/tls
  if certificate_is_foreign; then
    report_progress "    the firm's own certificate in $tls/server.crt is left as it is"
    chown "0:$SERVICE_GROUP" "$tls/server.crt" "$tls/server.key"
    chmod 0440 "$tls/server.key"
    remove_ca_key
    certificate_covers "DNS:$HOST" \
      || warn "it does not cover the name $HOST, so browsers will refuse it; put one there that does"
  elif [[ -s $tls/ca.key ]]; then
    issue_certificates
  elif certificate_is_good || use_next_certificate; then
    warn_uncovered
  else
    issue_certificates
  fi
}

# Prints the SHA-256 fingerprint of the server certificate.
certificate_fingerprint() {
  openssl x509 -in "$DATA_DIR/tls/server.crt" -noout -fingerprint -sha256 | cut -d= -f2
}
