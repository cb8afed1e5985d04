# shellcheck shell=bash
# The steps of install.sh that only put other parts together. Sourced, never run.

# Runs one step and says how long it took. $1 title, then the command.
step() {
  begin_step "$1"
  "${@:2}"
  end_step
}

# Two installations at once would undo each other's work.
lock_installation() {
  exec 9>"/run/strongroom-$PROJECT.lock"
  flock --nonblock 9 || refuse "Another installation of the project \"$PROJECT\" is running on this machine. Wait until it has ended."
}

# Adds what a bare Debian may lack, then the engine.
install_engine() {
  ensure_command openssl openssl
  ensure_command curl curl
  if [[ ! -s /etc/ssl/certs/ca-certificates.crt ]]; then
    apt_install ca-certificates || fail "Debian's package ca-certificates could not be installed." 'Check the apt sources with: apt-get update'
  fi
  ensure_engine
}

# Builds what the installation runs, and looks whether Grafana's upstream image can be had.
install_images() {
  local -a wanted=("${IMAGES_PRODUCT[@]}")
  if [[ $MONITORING == on ]]; then
    wanted+=("${IMAGES_MONITORING[@]}")
  fi
  build_images "$EXTRA_CA" "${wanted[@]}"
  if [[ -n $IMAGES_BUILT ]]; then
    record_change 'images'
  fi
  if [[ $MONITORING == on ]]; then
    pull_grafana
  fi
}

# Grafana is the one upstream image. Without it the appliance is whole, but for its dashboard.
pull_grafana() {
  local image
  image=$(grafana_image)
  if [[ -z $image ]] || docker image inspect "$image" >/dev/null 2>&1 || is_installed; then
    return 0
  fi
  if timeout 15 docker manifest inspect "$image" >/dev/null 2>&1 && run_logged "pulling $image" timeout 300 docker pull --quiet "$image"; then
    record_change 'Grafana'
  else
    report_progress "    $image cannot be pulled from here; Strongroom runs without Grafana, everything else is watched"
  fi
}

prepare_installation() {
  # What an earlier attempt left in memory to be shown opens only what that attempt made.
  if [[ -n $RESTORE ]] || ! is_started; then
    rm -rf "/run/strongroom-install-$PROJECT"
  fi
  create_directories
  keep_this_release
  PROGRESS_LOG=$DATA_DIR/install.log
  (umask 077 && touch "$PROGRESS_LOG")
  write_settings
  prepare_repository
  prepare_show_once_dir
}

# Puts this checkout beside the releases before it; from here on the copy is used, which nobody's next "git pull" changes.
keep_this_release() {
  local before release
  before=$(current_release)
  release=$(keep_release) || fail "The files of this version could not be copied to $DATA_DIR/releases." "Look for space on the disk of $DATA_DIR, then run this again."
  if [[ $release != "$before" ]]; then
    use_release "$release"
    record_change 'release'
  fi
  # shellcheck disable=SC2034 # compose.sh reads it
  SOURCE_DIR=$DATA_DIR/releases/$release
  remove_other_releases "$release" "$before"
}

# Where --dry-run keeps the settings that it needs; install.sh removes it at its end.
DRY_RUN_DIR=''

# --dry-run: looks whether a restore can be done, on the disk that it would be done on.
dry_run_restore_here() {
  use_dry_run_settings
  extract_backup "$RESTORE" "$DATA_DIR/tried"
  show_dry_run "$DATA_DIR/tried"
}

# --restore list: prints what there is to restore.
list_backups_here() {
  use_dry_run_settings
  list_backups_at_targets
  report_progress '    to restore one of these, give --restore ID in place of --restore list'
}

# Makes the settings that a look needs beside what there is, which stays as it is.
use_dry_run_settings() {
  # shellcheck source=/dev/null
  . "$INSTALL_DIR/restore.sh"
  DRY_RUN_DIR=$(mktemp -d "$(nearest_existing "$DATA_DIR")/strongroom-dry-run-XXXXXX")
  DATA_DIR=$DRY_RUN_DIR
  create_directories
  write_settings
}

# Brings a backup back instead of making secrets and an administrator; then says again what the flags said.
# config/restoring is there from the beginning of a restore until the installation is finished, and names what is proven.
restore_snapshot() {
  # shellcheck source=/dev/null
  . "$INSTALL_DIR/restore.sh"
  local host=$HOST email=$ADMIN_EMAIL restoring=$DATA_DIR/config/restoring
  record_change 'restore'
  if [[ -s $restoring && $(sed -n 1p "$restoring") == "$RESTORE" ]]; then
    report_progress '    the backup was restored and proven before; going on from there'
    RESTORE_LOST_DOCUMENTS=$(sed -n 2p "$restoring")
    return 0
  fi
  # A restore that was cut off may have left its database running.
  if [[ -f $restoring ]]; then
    run_logged 'stopping what an interrupted restore left' compose down --timeout 60 || true
  else
    : >"$restoring"
  fi
  restore_into_data_dir "$RESTORE"
  if [[ -z $HOST_GIVEN ]]; then
    host=$(setting STRONGROOM_HOST)
  fi
  HOST=${host:-$HOST}
  email=$(setting STRONGROOM_ADMIN_EMAIL)
  ADMIN_EMAIL=${email:-$ADMIN_EMAIL}
  create_directories
  create_secrets
  write_settings
  : >"$DATA_DIR/config/repository-ready"
  printf '%s\n%d\n' "$RESTORE" "$RESTORE_LOST_DOCUMENTS" >"$restoring"
}

# Where the operator's command goes, and where bash looks for completions: the first folder that is there.
HOST_COMMAND_FOLDER=/usr/local/bin
COMPLETION_FOLDERS=(/usr/local/share/bash-completion/completions /usr/share/bash-completion/completions /etc/bash_completion.d)

# Puts the operator's command into the path, and its completion where bash finds it; one per project, so that a test does not take
# over the real one.
install_host_command() {
  local name=strongroom folder
  [[ $PROJECT == strongroom ]] || name=$PROJECT
  write_host_file "$HOST_COMMAND_FOLDER/$name" 0755 \
    < <(printf '#!/bin/bash\n# Written by install.sh.\nexec %q --data-dir %q --project %q "$@"\n' "$DATA_DIR/releases/current/ops/strongroom" "$DATA_DIR" "$PROJECT")
  for folder in "${COMPLETION_FOLDERS[@]}"; do
    if [[ -d $folder ]]; then
      write_host_file "$folder/$name" 0644 \
        < <(printf '# Written by install.sh.\n. %q && complete -F _strongroom %q\n' "$DATA_DIR/releases/current/ops/host/completion.generated.bash" "$name")
      break
    fi
  done
}

# Puts standard input into a file of the machine when it says something else. $1 file, $2 mode.
write_host_file() {
  local text
  text=$(cat)
  if [[ $(cat "$1" 2>/dev/null) != "$text" ]]; then
    printf '%s\n' "$text" >"$1"
    chmod "$2" "$1"
    record_change 'host command'
  fi
}
