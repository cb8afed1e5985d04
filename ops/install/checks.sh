# shellcheck shell=bash
# Everything that is looked at before anything is changed. Each check refuses with one clear sentence. Sourced, never run.

DISK_MINIMUM_KB=$((10 * 1024 * 1024))

check_machine() {
  ((EUID == 0)) || refuse 'install.sh must run as root. Type: sudo ./install.sh ...'
  [[ $(os_release ID) == debian && $(os_release VERSION_ID) =~ ^1[23]$ ]] \
    || refuse "This machine runs $(os_release PRETTY_NAME); Strongroom needs Debian 12 or 13."
  [[ $(uname -m) =~ ^(x86_64|aarch64)$ ]] \
    || refuse "This machine's processor is $(uname -m); Strongroom needs x86_64 or aarch64."
}

check_memory() {
  local has needs who=Strongroom hint=''
  has=$(machine_memory)
  needs=$(size_value "$SIZE" MACHINE_MEMORY)
  if [[ $SIZE != "${SIZES[0]}" ]]; then
    who="the size \"$SIZE\"" hint="Give --size $(fitting_size), or add memory, and run this again."
  fi
  ((has >= needs)) || refuse "This machine has $has MB of memory; $who needs at least $needs MB. ${hint:-Add memory and run this again.}"
}

# The size, and what settings.env says otherwise: nothing less than the smallest machine gets by, nothing more than this one has.
check_size() {
  local name value least most settings=$DATA_DIR/config/settings.env
  [[ -n $(size_rank "$SIZE") ]] || wrong_usage "The size is \"$SIZE\" and must be small, medium or large. Give one with --size."
  while IFS='=' read -r name value; do
    least=$(size_value "${SIZES[0]}" "$name")
    case $name in
      STRONGROOM_SANDBOXES) most=8 ;;
      # The database has connections for no more.
      STRONGROOM_SERVERS) most=4 ;;
      *) most=$(machine_memory) ;;
    esac
    if [[ ! $value =~ ^[1-9][0-9]{0,6}$ ]] || ((value < least || value > most)); then
      wrong_usage "$name is \"$value\" in $settings and must be a whole number from $least to $most. Correct that line, or remove it, and run this again."
    fi
  done < <(size_overrides)
  check_room STRONGROOM_POSTGRES_BUFFERS STRONGROOM_POSTGRES_RESERVED
  check_room STRONGROOM_POSTGRES_RESERVED STRONGROOM_POSTGRES_MEMORY
  check_room STRONGROOM_MINIO_HEAP STRONGROOM_MINIO_MEMORY
}

# $1 name of what must have room, $2 name of that in which it must have it.
check_room() {
  local inner outer
  inner=$(sized_setting "$SIZE" "$1")
  outer=$(sized_setting "$SIZE" "$2")
  ((inner <= outer)) \
    || wrong_usage "$1 is $inner and $2 only $outer. Correct these lines in $DATA_DIR/config/settings.env, or remove them, and run this again."
}

# Prints the nearest folder above a path that exists.
nearest_existing() {
  local path=$1
  until [[ -e $path ]]; do
    path=$(dirname "$path")
  done
  printf '%s\n' "$path"
}

# $1 path, $2 what it is for.
check_disk_at() {
  local free
  free=$(df --output=avail -k "$(nearest_existing "$1")" | tail -n 1)
  ((free >= DISK_MINIMUM_KB)) \
    || refuse "The disk of $1 ($2) has $((free / 1024 / 1024)) GB free; Strongroom needs at least $((DISK_MINIMUM_KB / 1024 / 1024)) GB there. Free some space, or choose another directory with --data-dir."
}

check_disk() {
  # A house that stands already must stay repairable when its disk is full.
  if ! is_installed; then
    check_disk_at "$DATA_DIR" 'data'
    check_disk_at /var/lib/docker 'images'
  fi
}

check_data_dir() {
  [[ $DATA_DIR =~ ^/[A-Za-z0-9._/-]+$ && $DATA_DIR != *..* ]] \
    || refuse "The data directory \"$DATA_DIR\" must be an absolute path of letters, digits, dots, dashes and underscores. Choose another with --data-dir."
  [[ $DATA_DIR/ != "$SOURCE_DIR"/* ]] \
    || refuse "The data directory $DATA_DIR lies inside the program's own folder $SOURCE_DIR. Choose another with --data-dir."
  [[ $PROJECT =~ ^[a-z0-9][a-z0-9_-]*$ ]] \
    || refuse "The project name \"$PROJECT\" must be lower-case letters, digits, dashes and underscores. Choose another with --project."
  if [[ -e $DATA_DIR && ! -d $DATA_DIR ]]; then
    refuse "The data directory $DATA_DIR is a file. Choose another with --data-dir."
  fi
  if [[ -d $DATA_DIR ]] && ! is_started && [[ -n $(find "$DATA_DIR" -mindepth 1 -maxdepth 1 -not -name lost+found -print -quit) ]]; then
    refuse "The data directory $DATA_DIR is not empty and holds no Strongroom. Empty it or choose another with --data-dir."
  fi
  local recorded
  recorded=$(setting STRONGROOM_PROJECT)
  if [[ -n $recorded && $recorded != "$PROJECT" ]]; then
    refuse "The data directory $DATA_DIR belongs to the project \"$recorded\". Give --project $recorded, or another --data-dir."
  fi
  # Two levels of folders with two characters each, which no release had (decision 0003): nothing of this version looks there.
  if compgen -G "$DATA_DIR/minio/documents/sha256/[0-9a-f][0-9a-f]/" >/dev/null; then
    refuse "The documents in $DATA_DIR lie as an earlier build kept them, and this one would not find them. With that build type \"strongroom export DIR\"; then upload the files into a fresh installation."
  fi
}

check_project_unused() {
  if engine_answers && ! is_started \
    && [[ -n $(docker ps --all --quiet --filter "label=com.docker.compose.project=$PROJECT") ]]; then
    refuse "Containers of the project \"$PROJECT\" exist, but $DATA_DIR holds no Strongroom. If they are left over, type: docker rm --force \$(docker ps --all --quiet --filter label=com.docker.compose.project=$PROJECT)"
  fi
}

# What becomes a line of settings.env, whoever gave it.
check_setting_values() {
  check_setting_value --host "$HOST"
  check_setting_value --admin-email "$ADMIN_EMAIL"
  check_setting_value --repository "$REPOSITORY"
  check_setting_value --far-repository "$FAR_REPOSITORY"
}

check_host() {
  [[ $HOST =~ ^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$ ]] \
    || refuse "\"$HOST\" is not a host name. Give the name people will type, for example --host strongroom.example.lan"
  [[ $ADMIN_EMAIL =~ ^[^@[:space:]\"\\]+@[^@[:space:]\"\\]+\.[^@[:space:]\"\\]+$ ]] \
    || refuse "\"$ADMIN_EMAIL\" is not an e-mail address. Give one with --admin-email, for example --admin-email it@example.com"
}

# True when something listens on a TCP port. Read from the kernel, because ss may not be installed.
port_in_use() {
  local wanted
  wanted=$(printf ':%04X' "$1")
  awk -v wanted="$wanted" '$4 == "0A" && substr($2, length($2) - 4) == wanted { found = 1 } END { exit !found }' \
    /proc/net/tcp /proc/net/tcp6 2>/dev/null
}

# $1 port, $2 flag, $3 the port that our own running nginx holds already, if any.
check_port() {
  if ! [[ $1 =~ ^[1-9][0-9]{0,4}$ ]] || (($1 > 65535)); then
    refuse "\"$1\" is not a port. Give a number from 1 to 65535 with $2."
  fi
  if [[ $1 != "$3" ]] && port_in_use "$1"; then
    refuse "Port $1 is in use by another program. Stop that program (see: ss -ltnp) or choose another port with $2."
  fi
}

check_ports() {
  local own_https='' own_http=''
  if engine_answers && service_runs nginx; then
    own_https=$(setting STRONGROOM_HTTPS_PORT)
    own_http=$(setting STRONGROOM_HTTP_PORT)
  fi
  [[ $HTTPS_PORT != "$HTTP_PORT" ]] || refuse "--https-port and --http-port are both $HTTPS_PORT. Choose two ports."
  check_port "$HTTPS_PORT" --https-port "$own_https"
  check_port "$HTTP_PORT" --http-port "$own_http"
}

# $1 target, $2 its flag, $3 file with credentials or '', $4 near or far.
check_target_location() {
  local file=${3:-$DATA_DIR/secrets/target_$4}
  if is_folder "$1"; then
    check_folder "$1" "$2"
  elif [[ $1 =~ ^(sftp:|s3:https?://|rest:https://)[^[:space:]\"\'\$]+$ ]]; then
    [[ -r $file ]] || refuse "The target $1 needs credentials, and no file with them can be read. Give one; docs/install.md says what it holds."
  else
    refuse "\"$1\" is no backup target. Give a folder (an absolute path), sftp://USER@HOST//FOLDER, s3:https://HOST/BUCKET or rest:https://HOST/NAME with $2."
  fi
}

# $1 folder, $2 its flag.
check_folder() {
  local existing probe
  [[ $1 =~ ^/[A-Za-z0-9._/-]+$ && $1 != *..* ]] \
    || refuse "The repository \"$1\" must be an absolute path of letters, digits, dots, dashes and underscores. Give another with $2."
  [[ $1/ != "$DATA_DIR"/* && $DATA_DIR/ != "$1"/* ]] \
    || refuse "The repository $1 and the data directory $DATA_DIR lie inside one another, so one fault could destroy both. Give another target with $2, best on another machine's disk."
  existing=$(nearest_existing "$1")
  [[ -d $existing ]] || refuse "The repository $1 cannot be made, because $existing is not a folder. Give another target with $2."
  # Asking is not enough: root may write anywhere, except where the file system says no.
  probe=$(mktemp "$existing/.strongroom-probe.XXXXXX" 2>/dev/null) \
    || refuse "The repository $1 cannot be written. Check that the storage is mounted and not read-only, or give another target with $2."
  rm -f "$probe"
  if [[ -z $RESTORE && -f $1/config ]] && ! is_started; then
    refuse "$1 holds the backups of another installation. To restore that one, use --restore with its recovery key; else give an empty folder with $2."
  fi
}

check_repository() {
  check_target_location "$REPOSITORY" --repository "$REPOSITORY_CREDENTIALS" near
  if is_folder "$REPOSITORY" && [[ -n $RESTORE && ! -f $REPOSITORY/config ]]; then
    refuse "There is no backup repository in $REPOSITORY. Give the folder the backups were written to with --repository."
  fi
  if [[ -n $FAR_REPOSITORY ]]; then
    [[ $FAR_REPOSITORY != "$REPOSITORY" ]] || refuse 'The near and the far target are the same. Give another with --far-repository.'
    check_target_location "$FAR_REPOSITORY" --far-repository "$FAR_CREDENTIALS" far
    if is_installed && [[ -z $RECOVERY_KEY_FILE ]] && ! is_far_target_ready; then
      refuse 'A far target that is added later needs the recovery key as well. Give it with --recovery-key-file FILE.'
    fi
  fi
  check_limits "$REPOSITORY_LIMIT" "$REPOSITORY_HOURS" --repository
  check_limits "$FAR_LIMIT" "$FAR_HOURS" --far
}

# $1 KiB a second, $2 hours, $3 how their flags begin.
check_limits() {
  [[ $1 =~ ^[0-9]*$ ]] || wrong_usage "$3-limit is \"$1\" and must be a number of KiB a second."
  [[ $2 =~ ^(([01]?[0-9]|2[0-3])-([01]?[0-9]|2[0-3]))?$ ]] || wrong_usage "$3-hours is \"$2\" and must be two hours of the day (UTC), 20-6 for instance."
}

check_extra_ca() {
  if [[ -n $EXTRA_CA ]] && ! grep -q -- '-----BEGIN CERTIFICATE-----' "$EXTRA_CA" 2>/dev/null; then
    refuse "$EXTRA_CA cannot be read or holds no certificate in PEM form. Give another file with --extra-ca."
  fi
}

check_recovery_key() {
  [[ -r $RECOVERY_KEY_FILE ]] || refuse "The recovery key file $RECOVERY_KEY_FILE cannot be read. Name another file."
  [[ $(tr -d ' \n\r\t-' <"$RECOVERY_KEY_FILE" | tr '[:lower:]' '[:upper:]') =~ ^[A-Z2-7]{32}$ ]] \
    || refuse "$RECOVERY_KEY_FILE holds no recovery key, which is eight groups of four letters and digits. Check what was typed."
}

check_restore() {
  if [[ -z $RESTORE ]]; then
    [[ -z $RESTORE_DRY ]] || wrong_usage '--dry-run is only used with --restore.'
    if [[ -f $DATA_DIR/config/restoring ]]; then
      refuse "A restore into $DATA_DIR was interrupted. Run this again with --restore and --recovery-key-file, as before."
    fi
    if [[ -s $DATA_DIR/swapping ]]; then
      refuse "A restore in $DATA_DIR was interrupted. Type \"strongroom start\" to finish or undo it, or \"strongroom restore\" to restore again; then run this again."
    fi
    [[ -z $RECOVERY_KEY_FILE || -n $FAR_REPOSITORY ]] || wrong_usage '--recovery-key-file is only used with --restore and --far-repository.'
    [[ -z $RECOVERY_KEY_FILE ]] || check_recovery_key
    return 0
  fi
  [[ -n $RECOVERY_KEY_FILE ]] || wrong_usage '--restore needs --recovery-key-file FILE with the recovery key that the installation printed.'
  check_recovery_key
  if is_started && [[ $RESTORE == list ]]; then
    refuse "$DATA_DIR already holds a Strongroom, or a restore of one was begun there. For the list, type: strongroom snapshots; or, before there is that command: $SOURCE_DIR/ops/strongroom snapshots --data-dir $DATA_DIR --project $PROJECT --recovery-key-file FILE"
  fi
  if is_started && [[ ! -f $DATA_DIR/config/restoring ]]; then
    refuse "$DATA_DIR already holds a Strongroom. A restore of this kind is for an empty machine; on a running one type: strongroom restore ${RESTORE_AT:+--at }\"$RESTORE\""
  fi
  [[ -z $RESTORE_DRY ]] || check_dry_run
}

# A look changes nothing, not even whose the backups are.
check_dry_run() {
  ! is_started || refuse "A restore into $DATA_DIR was begun already. To go on with it, run this again without --dry-run."
  if is_folder "$REPOSITORY" && [[ -f $REPOSITORY/config ]] && ! (cd "$REPOSITORY" && setpriv --reuid 10004 --regid 10000 --clear-groups test -r ./config) 2>/dev/null; then
    refuse "The backup service (user 10004) may not read $REPOSITORY. The restore itself changes that; to look beforehand, type: chown -R 10004:10000 $REPOSITORY"
  fi
}

check_engine() {
  if engine_answers && (($(engine_major) < ENGINE_MINIMUM)); then
    refuse "The Docker engine on this machine is version $(engine_major); Strongroom needs $ENGINE_MINIMUM or newer. Upgrade it, then run this again."
  fi
  if [[ -z $ALLOW_DOCKER_INSTALL ]] && ! engine_installed && ! engine_complete; then
    refuse 'Docker Engine, Compose v2 or buildx is missing and --no-docker-install forbids installing it. Install them, or leave that flag out.'
  fi
}

# Promise: when this returns, every refusal that can be known beforehand has been ruled out, and nothing was changed.
check_everything() {
  check_machine
  check_data_dir
  check_settings_lines
  check_setting_values
  check_size
  check_restore
  check_host
  check_extra_ca
  check_repository
  check_engine
  check_project_unused
  check_ports
  check_memory
  check_disk
}
