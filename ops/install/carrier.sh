# shellcheck shell=bash
# Carriers beside the appliance's own: for one run on targets while that is down, or to an address that it does not let through.
# Sourced, never run. Expects what compose.sh expects.

# Starts a carrier for a near and a far target and waits until it answers; remove_carrier ends it. Ends the program when it does not.
# $1 its name, $2 the network where it is asked, or empty for one of its own with its name; $3 the near target, $4 the far one.
start_carrier() {
  run_logged 'starting the carrier' wait_for_carrier "$@" \
    || fail 'The carrier, by which backup targets are reached, could not be started.' 'Read the lines above, mend what they name, then type the same command again.'
}

# The same limits as in docker-compose.prod.yml. A container gets its second network before it starts. Arguments as above.
wait_for_carrier() {
  local deadline=$((SECONDS + 30))
  [[ -n $2 ]] || docker network create --internal "$1" || return 1
  docker create --rm --name "$1" --network "${2:-$1}" --read-only --cap-drop ALL --security-opt no-new-privileges --user 10014:65534 --init \
    --memory 48m --pids-limit 128 --tmpfs /run/carrier:size=1m,mode=0700,uid=10014,gid=65534,noexec,nosuid,nodev \
    --env "STRONGROOM_REPOSITORY=$3" --env "STRONGROOM_FAR_REPOSITORY=$4" "$(image_of carrier)" \
    && docker network connect bridge "$1" && docker start "$1" || return 1
  until docker exec "$1" carrier-ok; do
    ((SECONDS < deadline)) || return 1
    sleep 0.2
  done
}

# Ends a carrier, and removes the network of its own with whatever is still there, as after Ctrl-C. $1 its name.
remove_carrier() {
  local -a still=()
  mapfile -t still < <(docker ps --all --quiet --filter "network=$1")
  docker rm --force "$1" "${still[@]}" >/dev/null 2>&1 || true
  docker network rm "$1" >/dev/null 2>&1 || true
}
