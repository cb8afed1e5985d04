# shellcheck shell=bash
# Starts services and waits for them: as long as a slow disk takes, but not for one that cannot come. Sourced by services.sh, never run.

# shellcheck source=ops/install/own-networks.sh
. "$INSTALL_DIR/own-networks.sh"
# shellcheck source=ops/install/scratch-folders.sh
. "$INSTALL_DIR/scratch-folders.sh"

# Seconds until services must be healthy. Recovery, or a first start on a slow disk, must not look like a fault.
START_TIMEOUT_SECONDS=${STRONGROOM_START_PATIENCE:-1800}
# How often a container may end by itself. The engine waits longer before each new start: 25 s for all of these.
START_MAX_RESTARTS=8
# Compose waits so long at a time, and ten times as long where a service waits for another.
START_ROUND_SECONDS=60
# Why start_until_healthy gave up.
START_FAULT=''

# Brings services up and waits until they are healthy. Args: options of `compose up` and services; none means all.
# Returns 1 with the reason in START_FAULT when they do not become so; the end of their logs has been shown then.
start_until_healthy() {
  START_FAULT=''
  create_own_networks
  prepare_scratch_folders
  if run_logged 'starting containers' wait_until_healthy "$@"; then
    write_own_networks
    return 0
  fi
  show_unhealthy
  return 1
}

# What Compose calls a failure may be one that still loads: while something is starting, it is asked again. Args: as above.
wait_until_healthy() {
  local deadline=$((SECONDS + START_TIMEOUT_SECONDS)) before ending idle=0
  before=$(count_restarts)
  until COMPOSE_SECONDS=$((START_ROUND_SECONDS * 10)) compose up --detach --wait --wait-timeout "$START_ROUND_SECONDS" "$@"; do
    ending=$(find_restarting_service "$before")
    if [[ -n $(unhealthy_services ' (restarting .*|running (starting|unhealthy))$') ]]; then idle=0; else idle=$((idle + 1)); fi
    if [[ -n $ending ]]; then
      START_FAULT="the service \"$ending\" ends again and again"
    elif ((idle >= 3)); then
      START_FAULT='not every service could be started'
    elif ((SECONDS >= deadline)); then
      START_FAULT="after $START_TIMEOUT_SECONDS s $(unhealthy_services | awk '{ printf "%s%s is %s%s", sep, $1, $2, ($3 == "" ? "" : " (" $3 ")"); sep = ", " }')"
    fi
    [[ -z $START_FAULT ]] || return 1
    sleep 2
  done
}

# Prints "container times service" for every container: how often it ended by itself and was started again.
count_restarts() {
  docker ps --all --quiet --filter "label=com.docker.compose.project=$PROJECT" \
    | xargs --no-run-if-empty docker inspect --format '{{.Id}} {{.RestartCount}} {{index .Config.Labels "com.docker.compose.service"}}'
}

# Prints a service of which a container has ended so often since that waiting for it is in vain, if there is one. $1 the restart counts then.
find_restarting_service() {
  { printf '%s\n' "$1" && printf 'now\n' && count_restarts; } \
    | awk -v most="$START_MAX_RESTARTS" '$1 == "now" { now = 1 } !now { before[$1] = $2 } now && $2 - before[$1] >= most { name = $3 } END { print name }'
}

# Prints "service state health" of what is not healthy, one a line. $1 what it looks like; anything, when not given.
unhealthy_services() {
  compose ps --all --format '{{.Service}} {{.State}} {{.Health}}' | grep -v -E ' running healthy$| exited .*$' | grep -E "${1:-.}" || true
}

# Shows the last log lines of services that are not healthy.
show_unhealthy() {
  local line
  unhealthy_services | while read -r line; do
    report_progress "    not healthy: $line"
    compose --ansi never logs --no-log-prefix --tail 15 "${line%% *}" 2>&1 | sed 's/^/    | /' >&2
  done || true
}
