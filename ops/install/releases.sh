# shellcheck shell=bash
# What the appliance runs, kept whole beside what it ran before: there is no way back to what is gone. Sourced, never run.
# DATA_DIR/releases/ID holds the scripts, the Compose files and the source of a release, and in images.env the image of each service;
# releases/current leads to the one that runs. Expects what compose.sh and images.sh expect.

# What of a checkout makes a release; tests and documents of developers do not.
RELEASE_PARTS=(VERSION LICENSE install.sh docker-compose.prod.yml docker-compose.monitoring.yml package.json package-lock.json .npmrc
  tsconfig.json tsconfig.browser.json core server worker ops nginx prisma docs)

# Prints the files of the release that SOURCE_DIR holds, each with its hash.
list_release_files() {
  local -a parts=()
  mapfile -t parts < <(release_parts)
  (cd "$SOURCE_DIR" && find "${parts[@]}" -type f -not -name '*.test.ts' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum)
}

# Prints the id of the release that SOURCE_DIR holds: its version, and a hash over its files.
release_id() {
  printf '%s-%s' "$(product_version)" "$(list_release_files | sha256sum | cut -c 1-12)"
}

# Prints the parts that this release has, one a line.
release_parts() {
  (cd "$SOURCE_DIR" && ls --directory "${RELEASE_PARTS[@]}" 2>/dev/null) || true
}

# Runs a function on the files of another checkout. $1 its folder, then the function.
in_checkout() {
  local SOURCE_DIR=$1
  "${@:2}"
}

# Prints the id of the release that runs; nothing where none was kept yet.
current_release() {
  local folder
  folder=$(readlink "$DATA_DIR/releases/current" 2>/dev/null) || return 0
  printf '%s' "${folder##*/}"
}

# Keeps the release that SOURCE_DIR holds, with the images that were built from it. A second time it changes nothing.
# Prints its id.
keep_release() {
  local id
  id=$(release_id)
  keep_files "$DATA_DIR/releases/$id" && pin_images "$DATA_DIR/releases/$id/images.env" || return 1
  printf '%s' "$id"
}

# Copies the files of the release that SOURCE_DIR holds. $1 folder.
keep_files() {
  [[ ! -d $1 ]] || return 0
  # Under another name first: a machine that stops here must not keep half a release.
  rm -rf "$1.new"
  install --directory --owner 0 --group 0 --mode 0755 "$DATA_DIR/releases" "$1.new"
  release_parts | tar --create --directory "$SOURCE_DIR" --exclude '*.test.ts' --exclude node_modules --files-from - \
    | tar --extract --no-same-owner --directory "$1.new" || return 1
  mv "$1.new" "$1"
}

# Names the images by what they are: a later build under the same version then takes nothing away. $1 the file that says which.
pin_images() {
  local entry name id lines=''
  for entry in "${IMAGES_PRODUCT[@]}" "${IMAGES_MONITORING[@]}"; do
    name=${entry%%:*}
    id=$(docker image inspect --format '{{.Id}}' "strongroom/$name:$(product_version)" 2>/dev/null) || continue
    pin_image "$name" "$id" || return 1
    lines+="$(image_variable "$name")=$(pinned_image "$name" "$id")"$'\n'
  done
  printf '%s' "$lines" >"$1.new"
  mv -f "$1.new" "$1"
}

# $1 name, $2 the image's id.
pin_image() {
  docker tag "$2" "$(pinned_image "$1" "$2")"
}

# Prints an image's name by what it is. The project stands in it: one appliance must not remove what another beside it runs.
# $1 name, $2 the image's id.
pinned_image() {
  printf 'strongroom/%s:%s-%s' "$1" "$PROJECT" "${2:7:12}"
}

# Makes a kept release the one that runs from now on; the containers are another matter. $1 its id.
use_release() {
  [[ $(current_release) != "$1" ]] || return 0
  ln -sfn "$1" "$DATA_DIR/releases/current.new"
  mv -fT "$DATA_DIR/releases/current.new" "$DATA_DIR/releases/current"
}

# Keeps only the releases that are named, and of the images only theirs: old ones would fill the disk, upgrade after upgrade.
# An image that a container was made of stays. Args: ids.
remove_other_releases() {
  local folder id image kept=''
  for folder in "$DATA_DIR"/releases/*/; do
    id=$(basename "$folder")
    [[ $id == current ]] || if [[ " $* " == *" $id "* ]]; then
      kept+=$(cut -d= -f2 "$folder/images.env" 2>/dev/null)$'\n'
    else
      rm -rf "$folder"
    fi
  done
  while read -r image; do
    [[ -z $image || $'\n'$kept == *$'\n'"$image"$'\n'* ]] || docker image rm "$image" >/dev/null 2>&1 || true
    # Another project's name may begin like this one's.
  done < <(docker image ls --format '{{.Repository}}:{{.Tag}}' 'strongroom/*' | grep -E ":$PROJECT-[0-9a-f]{12}\$" || true)
}
