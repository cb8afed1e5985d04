# shellcheck shell=bash
# strongroom export: the documents as plain files in a folder of this machine. Sourced, never run.

# $1 the folder; EXPORT_MATTER the number of one matter, or empty.
export_to_folder() {
  local folder
  local -a matter=()
  folder=$(realpath --canonicalize-missing "$1")
  [[ $folder != *:* && $folder != *$'\n'* ]] || refuse "The folder's name must not hold a colon. Name another folder."
  [[ $folder/ != "$(realpath "$DATA_DIR")"/* ]] || refuse "The folder is inside the appliance's data directory $DATA_DIR. Name a folder on another disk."
  [[ -d $(dirname "$folder") ]] || refuse "The folder $(dirname "$folder") is not there. Mount its disk, then type this again."
  [[ ! -e $folder || -d $folder ]] || refuse "$folder is a file. Name a folder instead."
  { service_runs postgres && service_runs minio; } || refuse 'Strongroom is not running, and only it knows its documents. Type: strongroom start'
  [[ -d $folder ]] || mkdir --mode 0700 "$folder" || refuse "The folder $folder cannot be made. Name another folder."
  [[ -z $EXPORT_MATTER ]] || matter=(--matter "$EXPORT_MATTER")
  # As the folder's own owner: what is written belongs to whom the folder belongs, and no right to give files away is needed.
  run_ops --user "$(stat --format %u "$folder"):10000" --volume "$folder:/export" -- export /export "${matter[@]}" ${AS_JSON:+--json} \
    2> >(grep -v -E '^ *(Container|Network) ' >&2) </dev/null
}
