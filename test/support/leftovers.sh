# shellcheck shell=bash
# Sees to it that a run leaves nothing on the machine, and removes what a killed run could not. Sourced, never run.

RUN_FILE=/tmp/strongroom-test.pid
STACK_PROJECT=strongroom-test

# Two runs at once would take each other's ports and containers.
claim_machine() {
  local other
  if [[ -s $RUN_FILE ]]; then
    other=$(<"$RUN_FILE")
    if [[ $other =~ ^[0-9]+$ ]] && grep -q test.sh "/proc/$other/cmdline" 2>/dev/null; then
      refuse "Another test.sh runs on this machine (process $other). Wait until it has ended, or type: kill $other"
    fi
  fi
  printf '%d\n' "$$" >"$RUN_FILE"
}

# True when $1 is the id of another run or benchmark that is still going on; ids are used again after a restart of the machine.
is_test_run() {
  [[ $1 != "$$" ]] && grep -q -E 'mocha|test\.sh|test/bench' "/proc/$1/cmdline" 2>/dev/null
}

# Prints the ids of what carries a label with a value that is not the id of a living process. $1 container or network, $2... lister.
orphans_of() {
  local id owner
  "${@:2}" --quiet --filter label=strongroom.test | while read -r id; do
    owner=$(docker "$1" inspect --format "{{index $(label_path "$1") \"strongroom.test\"}}" "$id" 2>/dev/null || true)
    if ! is_test_run "$owner"; then
      printf '%s\n' "$id"
    fi
  done
}

# Prints where an object keeps its labels, in the words of docker's templates. $1 container or network.
label_path() {
  if [[ $1 == container ]]; then printf '.Config.Labels'; else printf '.Labels'; fi
}

# Removes what the stack test installed. It is one project, so there is at most one of it.
remove_stack() {
  local -a ids=()
  mapfile -t ids < <(docker ps --all --quiet --filter "label=com.docker.compose.project=$STACK_PROJECT")
  ((${#ids[@]} == 0)) || docker rm --force --volumes "${ids[@]}" >/dev/null 2>&1 || true
  mapfile -t ids < <(docker network ls --quiet --filter "label=com.docker.compose.project=$STACK_PROJECT")
  ((${#ids[@]} == 0)) || docker network rm "${ids[@]}" >/dev/null 2>&1 || true
  mapfile -t ids < <(docker volume ls --quiet --filter "label=com.docker.compose.project=$STACK_PROJECT")
  ((${#ids[@]} == 0)) || docker volume rm --force "${ids[@]}" >/dev/null 2>&1 || true
  docker image ls --format '{{.Repository}}:{{.Tag}}' --filter "reference=strongroom/*:$STACK_PROJECT-*" \
    | xargs --no-run-if-empty docker image rm >/dev/null 2>&1 || true
  rm -f {/usr/local/share,/usr/share}/bash-completion/completions/"$STACK_PROJECT" "/etc/bash_completion.d/$STACK_PROJECT"
  rm -rf "/usr/local/bin/$STACK_PROJECT" "/run/strongroom-install-$STACK_PROJECT" "/run/strongroom-$STACK_PROJECT.lock"
}

# Removes containers, networks and folders whose run is gone.
remove_leftovers() {
  local id folder owner
  if engine_answers; then
    for id in $(orphans_of container docker ps --all); do
      docker rm --force --volumes "$id" >/dev/null 2>&1 || true
    done
    for id in $(orphans_of network docker network ls); do
      docker network rm "$id" >/dev/null 2>&1 || true
    done
    remove_stack
  fi
  for folder in /tmp/strongroom-test-*; do
    owner=${folder#/tmp/strongroom-test-}
    owner=${owner%%-*}
    if [[ -d $folder ]] && ! is_test_run "$owner"; then
      rm -rf "$folder" || printf 'Could not remove %s; something still writes there.\n' "$folder" >&2
    fi
  done
}

# Ends a process and all that it started. $1 id.
end_tree() {
  local child
  for child in $(cat "/proc/$1/task/$1/children" 2>/dev/null || true); do
    end_tree "$child"
  done
  kill "$1" 2>/dev/null || true
}

# At the end, however it comes: the processes of this run first, then what they left.
leave_nothing() {
  local child
  for child in $(jobs -p); do
    end_tree "$child"
    # Only for it: what copies the output waits for this very process.
    wait "$child" 2>/dev/null || true
  done
  remove_leftovers
  rm -f "$RUN_FILE"
}
