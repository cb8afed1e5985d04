# shellcheck shell=bash
# Speaks to Docker Compose about one installation. Sourced, never run.
# Expects DATA_DIR (the installation's data directory) and PROJECT (its Compose project).

INSTALL_DIR=${INSTALL_DIR:-$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)}
SOURCE_DIR=${SOURCE_DIR:-$(cd "$INSTALL_DIR/../.." && pwd)}
# shellcheck source=size.sh
. "$INSTALL_DIR/size.sh"
# shellcheck source=settings-lines.sh
. "$INSTALL_DIR/settings-lines.sh"

# Prints one setting of the installation, or nothing. $1 name.
setting() {
  if [[ -r $DATA_DIR/config/settings.env ]]; then
    sed -n "s/^$1=//p" "$DATA_DIR/config/settings.env" | head -n 1
  fi
}

# Runs `docker compose` for the installation with its settings, for COMPOSE_SECONDS at most where that is set. Args: Compose's own.
compose() {
  local -a files=(--file "$SOURCE_DIR/docker-compose.prod.yml")
  local sandbox sandboxes
  sandboxes=$(count_sandboxes)
  for ((sandbox = 3; sandbox <= sandboxes; sandbox++)); do
    files+=(--profile "sandbox-$sandbox")
  done
  if [[ $(setting STRONGROOM_MONITORING) == on ]]; then
    files+=(--file "$SOURCE_DIR/docker-compose.monitoring.yml")
  fi
  if [[ $(setting STRONGROOM_GRAFANA) == on ]]; then
    files+=(--profile grafana)
  fi
  with_file_settings ${COMPOSE_SECONDS:+timeout --foreground "$COMPOSE_SECONDS"} \
    docker compose --project-name "$PROJECT" --env-file "$(size_file "$(installed_size)")" --env-file "$DATA_DIR/config/settings.env" "${files[@]}" "$@"
}

# Runs a command of the product in a container of the ops service that is removed afterwards; without a terminal.
# Args: options of `compose run`, then `--`, then the command and its arguments.
run_ops() {
  local -a options=()
  while [[ $1 != -- ]]; do
    options+=("$1")
    shift
  done
  shift
  compose run --rm --no-deps -T "${options[@]}" ops node dist/ops/main.js "$@"
}

# True when the installation has a container of this service that runs. $1 service.
service_runs() {
  [[ -n $(docker ps --quiet --filter "label=com.docker.compose.project=$PROJECT" --filter "label=com.docker.compose.service=$1") ]]
}
