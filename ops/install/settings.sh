# shellcheck shell=bash
# The settings of the installation: from the flags, else from an earlier run, else the default. Sourced, never run.

# True when an installation in DATA_DIR was begun; finished or not.
is_started() {
  [[ -f $DATA_DIR/config/settings.env ]]
}

# True when an installation in DATA_DIR was finished.
is_installed() {
  [[ -f $DATA_DIR/config/installed ]]
}

# Prints the machine's addresses, leaving out those that Docker made.
machine_addresses() {
  if command -v ip >/dev/null; then
    ip -o -4 addr show scope global | awk '$2 !~ /^(docker|br-|veth)/ { sub(/\/.*/, "", $4); print $4 }'
  fi
}

# Prints every name and address people may type, separated by commas.
answered_hosts() {
  {
    printf '%s\nlocalhost\n127.0.0.1\n' "${HOST,,}"
    machine_addresses
  } | awk '!seen[$0]++' | paste -s -d ,
}

# Fills what no flag gave. The repository alone has no default.
resolve_settings() {
  HOST=${HOST:-$(setting STRONGROOM_HOST)}
  HOST=${HOST:-$(hostname --fqdn 2>/dev/null || hostname)}
  HTTPS_PORT=${HTTPS_PORT:-$(setting STRONGROOM_HTTPS_PORT)}
  HTTPS_PORT=${HTTPS_PORT:-443}
  HTTP_PORT=${HTTP_PORT:-$(setting STRONGROOM_HTTP_PORT)}
  HTTP_PORT=${HTTP_PORT:-80}
  REPOSITORY=${REPOSITORY:-$(setting STRONGROOM_REPOSITORY_PLACE)}
  REPOSITORY=${REPOSITORY:-$(setting STRONGROOM_REPOSITORY_PATH)}
  REPOSITORY_LIMIT=${REPOSITORY_LIMIT:-$(setting STRONGROOM_REPOSITORY_LIMIT)}
  REPOSITORY_HOURS=${REPOSITORY_HOURS:-$(setting STRONGROOM_REPOSITORY_HOURS)}
  FAR_REPOSITORY=${FAR_REPOSITORY:-$(setting STRONGROOM_FAR_REPOSITORY_PLACE)}
  FAR_LIMIT=${FAR_LIMIT:-$(setting STRONGROOM_FAR_REPOSITORY_LIMIT)}
  FAR_HOURS=${FAR_HOURS:-$(setting STRONGROOM_FAR_REPOSITORY_HOURS)}
  MONITORING=${MONITORING:-$(setting STRONGROOM_MONITORING)}
  MONITORING=${MONITORING:-on}
  SIGNATURES=${SIGNATURES:-$(setting STRONGROOM_SIGNATURES)}
  SIGNATURES=${SIGNATURES:-on}
  SIZE=${SIZE:-$(setting STRONGROOM_SIZE)}
  SIZE=${SIZE:-$(fitting_size)}
  ADMIN_EMAIL=${ADMIN_EMAIL:-$(setting STRONGROOM_ADMIN_EMAIL)}
  if [[ -z $ADMIN_EMAIL ]]; then
    ADMIN_EMAIL="administrator@$HOST"
    [[ $HOST == *.* ]] || ADMIN_EMAIL+='.internal'
  fi
  if [[ -z $EXTRA_CA && -s $DATA_DIR/config/extra-ca-given.pem ]]; then
    EXTRA_CA=$DATA_DIR/config/extra-ca-given.pem
  fi
}

# True when a target is a folder of this machine. $1 target.
is_folder() {
  [[ $1 == /* ]]
}

# Prints the folder that the container sees for a target; an empty one for a server. $1 target.
target_mount() {
  if is_folder "$1"; then printf '%s' "$1"; else printf '%s/ops/elsewhere' "$DATA_DIR"; fi
}

# Prints a target as the container names it. $1 target, $2 where a folder is mounted.
target_in_container() {
  if is_folder "$1"; then printf '%s' "$2"; else printf '%s' "$1"; fi
}

# Keeps a target's credentials where only root and the services' group read it. $1 near or far, $2 file or ''.
store_credentials() {
  if [[ -n $2 ]]; then
    write_if_changed "$DATA_DIR/secrets/target_$1" 0440 'credentials' <"$2"
  fi
}

# Prints the address of the front page.
origin() {
  if [[ $HTTPS_PORT == 443 ]]; then
    printf 'https://%s' "${HOST,,}"
  else
    printf 'https://%s:%s' "${HOST,,}" "$HTTPS_PORT"
  fi
}

# True when IPv6 can be served so that the caller's own address arrives: the machine has it, and the engine passes such connections on
# as they are. Before Docker 27 they arrive with the engine's address, all of them.
speaks_ipv6() {
  (($(engine_major) >= 27)) && grep -q -v ' lo$' /proc/net/if_inet6 2>/dev/null
}

# Puts standard input into a file when it says something else; counts that as a change. $1 file, $2 mode, $3 what it is.
write_if_changed() {
  local fresh
  fresh=$(mktemp)
  cat >"$fresh"
  if ! cmp --silent "$fresh" "$1"; then
    install --mode "$2" --owner 0 --group 10000 "$fresh" "$1.new"
    mv -f "$1.new" "$1"
    record_change "$3"
  fi
  rm -f "$fresh"
}

# Writes config/settings.env, which Compose reads. It holds no secret.
write_settings() {
  local grafana=off
  if [[ $MONITORING == on ]] && docker image inspect "$(grafana_image)" >/dev/null 2>&1; then
    grafana=on
  fi
  print_settings "$grafana" | write_if_changed "$DATA_DIR/config/settings.env" 0640 'settings'
  store_credentials near "$REPOSITORY_CREDENTIALS"
  store_credentials far "$FAR_CREDENTIALS"
  if [[ -n $EXTRA_CA && $EXTRA_CA != "$DATA_DIR/config/extra-ca-given.pem" ]]; then
    write_if_changed "$DATA_DIR/config/extra-ca-given.pem" 0640 'extra CA' <"$EXTRA_CA"
  fi
  # What calls out trusts what the machine trusts, and the firm's own CA.
  cat /etc/ssl/certs/ca-certificates.crt ${EXTRA_CA:+"$EXTRA_CA"} \
    | write_if_changed "$DATA_DIR/config/extra-ca.pem" 0640 'trusted certificates'
}

# Prints the settings, and last what the firm set otherwise than the size does. $1 on where Grafana runs, or off.
print_settings() {
  cat <<SETTINGS
STRONGROOM_VERSION=$(product_version)
STRONGROOM_PROJECT=$PROJECT
STRONGROOM_DATA_DIR=$DATA_DIR
STRONGROOM_REPOSITORY_PLACE=$REPOSITORY
STRONGROOM_REPOSITORY_PATH=$(target_mount "$REPOSITORY")
STRONGROOM_REPOSITORY=$(target_in_container "$REPOSITORY" /repository)
STRONGROOM_REPOSITORY_LIMIT=$REPOSITORY_LIMIT
STRONGROOM_REPOSITORY_HOURS=$REPOSITORY_HOURS
STRONGROOM_FAR_REPOSITORY_PLACE=$FAR_REPOSITORY
STRONGROOM_FAR_REPOSITORY_PATH=$(target_mount "$FAR_REPOSITORY")
STRONGROOM_FAR_REPOSITORY=$(target_in_container "$FAR_REPOSITORY" /far-repository)
STRONGROOM_FAR_REPOSITORY_LIMIT=$FAR_LIMIT
STRONGROOM_FAR_REPOSITORY_HOURS=$FAR_HOURS
STRONGROOM_HOST=${HOST,,}
STRONGROOM_HOSTS=$(answered_hosts)
STRONGROOM_ORIGIN=$(origin)
STRONGROOM_HTTPS_PORT=$HTTPS_PORT
STRONGROOM_HTTP_PORT=$HTTP_PORT
STRONGROOM_LISTEN=$(if speaks_ipv6; then printf ''; else printf '0.0.0.0'; fi)
STRONGROOM_IPV6=$(if speaks_ipv6; then printf true; else printf false; fi)
STRONGROOM_IPV6_ADDRESSES=$(if [[ -e /proc/1/net/if_inet6 ]]; then printf /proc/1/net/if_inet6; else printf /dev/null; fi)
STRONGROOM_ADMIN_EMAIL=$ADMIN_EMAIL
STRONGROOM_MONITORING=$MONITORING
STRONGROOM_GRAFANA=$1
STRONGROOM_SIGNATURES=$SIGNATURES
STRONGROOM_CPUS=$(nproc)
STRONGROOM_MAIL_PASSWORD_FILE=$(setting STRONGROOM_MAIL_PASSWORD_FILE)
STRONGROOM_SIZE=$SIZE
SETTINGS
  size_overrides
}

# Prints the name of Grafana's image, which stands in the monitoring file and nowhere else.
grafana_image() {
  sed -n 's/.*STRONGROOM_GRAFANA_IMAGE:-\([^}]*\)}.*/\1/p' "$SOURCE_DIR/docker-compose.monitoring.yml" | head -n 1
}
