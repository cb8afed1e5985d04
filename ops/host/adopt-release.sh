# shellcheck shell=bash
# Keeps an appliance that was installed before releases were kept, so that an upgrade has a way back. Sourced by upgrade.sh, never run.

# Keeps what runs: the files from where the operator's command has them, the images from the containers. Sets UPGRADE_FROM.
adopt_running_release() {
  local command=$HOST_COMMAND_FOLDER/$PROJECT files folder
  files=$(sed -n "s/^exec \(.*\)\/ops\/strongroom .*/\1/p" "$command" 2>/dev/null || true)
  [[ -f $files/VERSION ]] || refuse "The files of the version that runs are not where $command says. Run its install.sh again; then upgrade."
  [[ $(readlink -f "$files") != "$SOURCE_DIR" ]] \
    || refuse "The files of the version that runs, in $files, were replaced by the new ones: there would be no way back. Put them back (git checkout $(setting STRONGROOM_VERSION)), and get the new version into another folder."
  service_runs server || refuse 'Strongroom does not run, so that nobody can say which images it has. Type: strongroom start'
  files=$(readlink -f "$files")
  UPGRADE_FROM=$(in_checkout "$files" release_id)
  folder=$DATA_DIR/releases/$UPGRADE_FROM
  in_checkout "$files" keep_files "$folder"
  pin_running_images "$folder/images.env"
  use_release "$UPGRADE_FROM"
}

# Names the images that the containers were made of. $1 the file that says which.
pin_running_images() {
  local name id lines=''
  while read -r name id; do
    pin_image "$name" "$id"
    lines+="$(image_variable "$name")=$(pinned_image "$name" "$id")"$'\n'
  done < <(docker ps --all --quiet --filter "label=com.docker.compose.project=$PROJECT" \
    | xargs docker inspect --format '{{.Config.Image}} {{.Image}}' | sed -n 's#^strongroom/\([a-z-]*\):[^ ]* #\1 #p' | sort -u)
  printf '%s' "$lines" >"$1"
}
