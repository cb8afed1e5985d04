# shellcheck shell=bash
# strongroom upgrade: another release in place of the one that runs. Sourced by ops/strongroom, never run.
# DATA_DIR/upgrade holds what an upgrade must know of itself wherever it is cut off: from and to (releases), migration (the newest
# that the old release knows), settings.env (as the old release had it), and "changing" from the first change on. After the end it is
# DATA_DIR/upgraded, by which the old release comes back.

# shellcheck source=ops/install/engine.sh
. "$INSTALL_DIR/engine.sh"
# shellcheck source=ops/install/flags.sh
. "$INSTALL_DIR/flags.sh"
# shellcheck source=ops/install/settings.sh
. "$INSTALL_DIR/settings.sh"
# shellcheck source=ops/install/certificates.sh
. "$INSTALL_DIR/certificates.sh"
# shellcheck source=ops/install/run-steps.sh
. "$INSTALL_DIR/run-steps.sh"
# shellcheck source=ops/install/images.sh
. "$INSTALL_DIR/images.sh"
# shellcheck source=ops/install/releases.sh
. "$INSTALL_DIR/releases.sh"
# shellcheck source=ops/host/adopt-release.sh
. "$SOURCE_DIR/ops/host/adopt-release.sh"
# shellcheck source=ops/host/rollback.sh
. "$SOURCE_DIR/ops/host/rollback.sh"
# shellcheck source=ops/host/replace-servers.sh
. "$SOURCE_DIR/ops/host/replace-servers.sh"

# Which releases the upgrade at hand is about.
UPGRADE_FROM='' UPGRADE_TO=''

# $1 the folder of the new version, or nothing: this one's own.
upgrade_release() {
  local checkout=${1:-} folder
  JSON_ERRORS=$AS_JSON
  folder=$DATA_DIR/upgrade
  if [[ -z $checkout && -f $folder/to && $(current_release) == "${SOURCE_DIR##*/}" ]]; then
    checkout=$DATA_DIR/releases/$(<"$folder/to")
  fi
  if [[ -n $checkout && $(readlink -f "$checkout") != "$SOURCE_DIR" ]]; then
    [[ -x $checkout/ops/strongroom && -f $checkout/VERSION ]] \
      || wrong_usage "There is no version of Strongroom in $checkout. Name the folder into which you unpacked or cloned the new one."
    [[ -f $checkout/ops/host/upgrade.sh ]] || refuse "The version $(<"$checkout/VERSION") in $checkout is from before upgrades. Nothing leads to it from here."
    exec "$checkout/ops/strongroom" --data-dir "$DATA_DIR" --project "$PROJECT" ${ASSUME_YES:+--yes} ${AS_JSON:+--json} upgrade
  fi
  lock_appliance
  find_old_release
  step 'Images' build_release
  if [[ $UPGRADE_TO == "$UPGRADE_FROM" && ! -d $folder ]]; then
    report_progress "Strongroom $(product_version) runs already, of the same files. Nothing was changed."
    report_upgrade false
    return 0
  fi
  refuse_other_upgrade
  show_upgrade
  confirm_upgrade
  note_upgrade
  step 'Backup' prove_way_back
  change_release "$UPGRADE_FROM" "$UPGRADE_TO"
}

# Two upgrades at once would have two ways back.
refuse_other_upgrade() {
  local to
  to=$(cat "$DATA_DIR/upgrade/to" 2>/dev/null || printf '%s' "$UPGRADE_TO")
  [[ $to == "$UPGRADE_TO" ]] || refuse "An upgrade to $to was cut off. Finish it (strongroom upgrade) or go back (strongroom rollback) first."
}

# Whoever upgrades, installs or restores does so alone.
lock_appliance() {
  exec 9>"/run/strongroom-$PROJECT.lock"
  flock --nonblock 9 || refuse "An installation or upgrade of the project \"$PROJECT\" is under way on this machine. Wait until it has ended."
  [[ ! -e $DATA_DIR/swapping ]] || refuse 'A restore was interrupted. Type: strongroom start'
}

# Sets UPGRADE_FROM. A release from before releases were kept is kept now.
find_old_release() {
  UPGRADE_FROM=$(cat "$DATA_DIR/upgrade/from" 2>/dev/null || current_release)
  [[ -n $UPGRADE_FROM ]] || adopt_running_release
  [[ -d $DATA_DIR/releases/$UPGRADE_FROM ]] || refuse "The release $UPGRADE_FROM, which runs, is not in $DATA_DIR/releases. Run ./install.sh of its version again; then upgrade."
}

# Builds what this version runs beside what runs, and keeps it. Sets UPGRADE_TO.
build_release() {
  local -a wanted=("${IMAGES_PRODUCT[@]}")
  if [[ $(setting STRONGROOM_MONITORING) != off ]]; then wanted+=("${IMAGES_MONITORING[@]}"); fi
  # A release that was kept has its images; building them again could make others of them.
  if [[ ${SOURCE_DIR%/*} == "$DATA_DIR/releases" && -f $SOURCE_DIR/images.env ]]; then
    UPGRADE_TO=${SOURCE_DIR##*/}
    return 0
  fi
  build_images "$(extra_ca_file)" "${wanted[@]}"
  UPGRADE_TO=$(keep_release) || fail 'The new release could not be kept beside the old one.' "Look for space in $DATA_DIR, then type the same command again."
}

# Prints the firm's own certificates, where it gave any.
extra_ca_file() {
  local file=$DATA_DIR/config/extra-ca-given.pem
  [[ ! -s $file ]] || printf '%s' "$file"
}

# What is going to happen, before anything does.
show_upgrade() {
  local old=$DATA_DIR/releases/$UPGRADE_FROM new=$DATA_DIR/releases/$UPGRADE_TO migrations services
  migrations=$(new_migrations | wc -l)
  services=$(changed_images | paste -s -d ' ')
  report_progress "Strongroom will be upgraded; nothing has been changed yet."
  report_progress "  from             $(<"$old/VERSION") ($UPGRADE_FROM)"
  report_progress "  to               $(<"$new/VERSION") ($UPGRADE_TO)"
  report_progress "  database         $migrations migrations"
  report_progress "  images           ${services:-none changes}"
  report_progress "  pages            $(describe_pause "$services")"
  report_progress '  way back         by itself when something fails; later: strongroom rollback'
}

# Prints the images that are other ones in the new release, one a line.
changed_images() {
  comm -13 <(sort "$DATA_DIR/releases/$UPGRADE_FROM/images.env") <(sort "$DATA_DIR/releases/$UPGRADE_TO/images.env") \
    | sed -n 's/^STRONGROOM_IMAGE_\([A-Z_]*\)=.*/\1/p' | tr 'A-Z_' 'a-z-'
}

# Prints the migrations that the old release does not know, one a line.
new_migrations() {
  comm -13 <(ls "$DATA_DIR/releases/$UPGRADE_FROM/prisma/migrations") <(ls "$DATA_DIR/releases/$UPGRADE_TO/prisma/migrations")
}

# $1 the images that change.
describe_pause() {
  local image
  for image in postgres redis minio nginx; do
    if [[ " $1 " == *" $image "* ]]; then
      printf 'stand still for some seconds, because %s is replaced as well' "$image"
      return
    fi
  done
  printf 'go on: one server is replaced after the other'
}

confirm_upgrade() {
  local answer
  [[ -z $ASSUME_YES ]] || return 0
  [[ -t 0 ]] || refuse 'You cannot be asked without a terminal. Add --yes to go on without asking.'
  read -r -p 'Go on? [y/N] ' answer >&2
  [[ ${answer,,} == y* ]] || refuse 'You did not agree.'
}

note_upgrade() {
  local folder=$DATA_DIR/upgrade
  [[ ! -d $folder ]] || return 0
  rm -rf "$folder.new"
  install --directory --mode 0700 "$folder.new"
  printf '%s\n' "$UPGRADE_FROM" >"$folder.new/from"
  printf '%s\n' "$UPGRADE_TO" >"$folder.new/to"
  last_migration "$UPGRADE_FROM" >"$folder.new/migration"
  cp -p "$DATA_DIR/config/settings.env" "$folder.new/settings.env"
  mv "$folder.new" "$folder"
  sync --file-system "$folder"
}

# Prints the newest migration that a release knows. $1 release.
last_migration() {
  find "$DATA_DIR/releases/$1/prisma/migrations" -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | sort | tail -n 1
}

# A backup of now, and the new migrations on a restored copy of it: what fails there has changed nothing.
prove_way_back() {
  local folder=$DATA_DIR/upgrade
  [[ ! -f $folder/proven ]] || return 0
  require_ops
  run_logged 'making a backup' compose exec -T ops node dist/ops/main.js backup \
    || refuse_upgrade 'No backup could be made before the upgrade. Read the lines above, mend what they name, then type the same command again.'
  (enter_release "$UPGRADE_TO" && run_logged 'trying the new version on the restored backup' run_ops -- rehearse) \
    || refuse_upgrade 'The new version does not come up with what the backup holds. Read the lines above. The old version runs as before.'
  : >"$folder/proven"
}

# Ends an upgrade that has changed nothing. $* the sentences.
refuse_upgrade() {
  rm -rf "${DATA_DIR:?}/upgrade"
  refuse "$*"
}

# What follows reads the scripts' settings, Compose files and images of a release. $1 release.
enter_release() {
  RELEASE_DIR=$DATA_DIR/releases/$1
  SOURCE_DIR=$RELEASE_DIR
  INSTALL_DIR=$SOURCE_DIR/ops/install
  # Releases from before this knew images by their version alone.
  if ! grep -q STRONGROOM_IMAGE_ "$SOURCE_DIR/docker-compose.prod.yml"; then
    tag_by_version
  fi
}

tag_by_version() {
  local image name
  while IFS='=' read -r _ image; do
    name=${image%%:*}
    docker tag "$image" "$name:$(product_version)"
  done <"$RELEASE_DIR/images.env"
}

# From here on the appliance changes. Whatever ends it, what runs afterwards is whole: the new release, or the old one.
# $1 release before, $2 release after.
change_release() {
  local code=0
  : >"$DATA_DIR/upgrade/changing"
  sync --file-system "$DATA_DIR/releases"
  set +e
  (
    set -e
    # The sentence of the whole ends the program.
    # shellcheck disable=SC2034 # report-progress.sh reads it
    JSON_ERRORS=''
    start_release "$2"
  )
  code=$?
  set -e
  ((code == 0)) || undo_upgrade "$1" "$2"
  finish_upgrade "$1" "$2"
}

# The new release in place of the old one. In this order: the old servers go on with the new schema, which only adds. $1 release.
start_release() {
  enter_release "$1"
  step 'Settings' renew_settings
  step 'Database, queue and object storage' start_data_services
  step 'Migrations' migrate_to_release
  step 'Servers, one after the other' replace_servers
  step 'Front door' replace_front_door
  step 'Other services' start_and_require_healthy
  step 'Smoke test' smoke_test
}

# What the new release asks for that the old one did not: settings and secrets are added, none is replaced.
renew_settings() {
  resolve_settings
  create_directories
  create_secrets
  write_settings
}

# The schedule stands while the schema is ahead of it.
migrate_to_release() {
  compose stop ops >/dev/null 2>&1 || true
  migrate
}

# $1 release before, $2 release that runs now.
finish_upgrade() {
  use_release "$2"
  SOURCE_DIR=$DATA_DIR/releases/$2
  install_host_command
  rm -rf "${DATA_DIR:?}/upgraded"
  rm -f "$DATA_DIR/upgrade/changing"
  mv "$DATA_DIR/upgrade" "$DATA_DIR/upgraded"
  remove_other_releases "$1" "$2"
  report_progress "Strongroom $(product_version) runs. The version of before is kept: strongroom rollback goes back to it."
  report_upgrade true
}

# $1 true or false: whether anything was changed.
report_upgrade() {
  if [[ -n $AS_JSON ]]; then
    jq --null-input --compact-output --arg version "$(product_version)" --arg release "$(current_release)" --argjson changed "$1" \
      '{version: $version, release: $release, changed: $changed}'
  fi
}
