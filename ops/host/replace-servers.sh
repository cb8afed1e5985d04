# shellcheck shell=bash
# Replaces the servers behind nginx one after the other, so that no request meets none. Sourced by upgrade.sh, never run.

# How long a server that takes no new requests may go on with those it has: an upload over a slow line.
DRAIN_SECONDS=${STRONGROOM_DRAIN_PATIENCE:-900}
# How long a new server may take until it is healthy.
SERVER_PATIENCE_SECONDS=${STRONGROOM_START_PATIENCE:-1800}

# Replaces what is not as the release says: first one more, then one less. Again after an interruption it goes on from there.
replace_servers() {
  local wanted old
  wanted=$(sized_setting "$(installed_size)" STRONGROOM_SERVERS)
  create_own_networks
  while
    old=$(list_servers other | head -n 1)
    [[ -n $old ]]
  do
    if (($(list_servers same | wc -l) < wanted)); then
      # What a server needs is named in Compose's hash of it, so that --no-deps would make another service of it.
      run_logged 'starting a server of the new version beside the others' \
        compose up --detach --no-recreate --scale "server=$(($(list_servers | wc -l) + 1))" server \
        || fail 'Another server could not be started.' 'Read the lines above; they say what stood in the way.'
    fi
    wait_for_servers
    retire_server "$old"
  done
  record_change 'servers'
}

# By itself, when the servers are there: together with others it would be away until the slowest of them has ended.
replace_front_door() {
  start_and_require_healthy nginx
}

# Prints the ids of the servers that run, oldest first. $1 same: those that are as the release says; other: the rest.
list_servers() {
  local id hash image expected
  expected="$(compose config --hash server | awk '{ print $2 }') $(docker image inspect --format '{{.Id}}' "$(image_of app)")"
  docker ps --quiet --no-trunc --filter "label=com.docker.compose.project=$PROJECT" --filter label=com.docker.compose.service=server \
    --filter label=com.docker.compose.oneoff=False | tac | while read -r id; do
    read -r hash image < <(docker inspect --format '{{index .Config.Labels "com.docker.compose.config-hash"}} {{.Image}}' "$id")
    case ${1:-all} in
      same) [[ "$hash $image" != "$expected" ]] || printf '%s\n' "$id" ;;
      other) [[ "$hash $image" == "$expected" ]] || printf '%s\n' "$id" ;;
      *) printf '%s\n' "$id" ;;
    esac
  done
}

# Waits until every server of the release is healthy. One that ends again and again is not waited for.
wait_for_servers() {
  local id health restarts deadline=$((SECONDS + SERVER_PATIENCE_SECONDS)) open
  while ((SECONDS < deadline)); do
    open=''
    while read -r id; do
      read -r health restarts < <(docker inspect --format '{{.State.Health.Status}} {{.RestartCount}}' "$id")
      if ((restarts >= 3)); then
        show_server "$id"
        fail 'The server of the new version ends again and again.' 'Read the lines above; they are its last.'
      fi
      [[ $health == healthy ]] || open=$id
    done < <(list_servers same)
    [[ -n $open ]] || return 0
    sleep 1
  done
  show_server "$open"
  fail "A server of the new version was not healthy after $SERVER_PATIENCE_SECONDS s." 'Read the lines above; they are its last.'
}

# $1 container.
show_server() {
  docker logs --tail 15 "$1" 2>&1 | cut -c 1-600 | sed 's/^/    | /' >&2
}

# Ends a server when the requests that it has are answered; it takes no new ones. $1 container.
retire_server() {
  local signal
  docker update --restart no "$1" >/dev/null
  # A version from before this would be ended by the signal at once; it says which one it knows.
  signal=$(docker inspect --format '{{index .Config.Labels "strongroom.drain"}}' "$1")
  if [[ -n $signal ]]; then
    docker kill --signal "$signal" "$1" >/dev/null 2>&1 || true
    run_logged 'waiting for the last requests of a server' timeout "$DRAIN_SECONDS" docker wait "$1" \
      || warn "A server had requests under way for more than $DRAIN_SECONDS s; they were cut off."
  fi
  docker stop --time 40 "$1" >/dev/null 2>&1 || true
  docker rm --force "$1" >/dev/null
}
