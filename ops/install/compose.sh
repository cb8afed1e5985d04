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

# Prints the file that names the images of the release that runs, or is to run (ops/install/releases.sh).
images_file() {
  printf '%s' "${RELEASE_DIR:-$DATA_DIR/releases/current}/images.env"
}

# Prints the variable that names an image in the Compose files. $1 the image's name.
image_variable() {
  local name=${1^^}
  printf 'STRONGROOM_IMAGE_%s' "${name//-/_}"
}

# Prints the image that is to be used. $1 its name.
image_of() {
  local image=''
  if [[ -r $(images_file) ]]; then
    image=$(sed -n "s/^$(image_variable "$1")=//p" "$(images_file)")
  fi
  printf '%s' "${image:-strongroom/$1:$(setting STRONGROOM_VERSION)}"
}

# Sets COMPOSE_VARIABLES to the options that fill in the Compose files; the firm's own settings count most.
name_compose_variables() {
  COMPOSE_VARIABLES=(--env-file "$(size_file "$(installed_size)")")
  if [[ -r $(images_file) ]]; then
    COMPOSE_VARIABLES+=(--env-file "$(images_file)")
  fi
  COMPOSE_VARIABLES+=(--env-file "$DATA_DIR/config/settings.env")
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
  name_compose_variables
  with_file_settings ${COMPOSE_SECONDS:+timeout --foreground "$COMPOSE_SECONDS"} \
    docker compose --project-name "$PROJECT" "${COMPOSE_VARIABLES[@]}" "${files[@]}" "$@"
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
