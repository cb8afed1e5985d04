# shellcheck shell=bash
# strongroom export: the documents as plain files in a folder of this machine. Sourced, never run.

# $1 the folder; EXPORT_MATTER the number of one matter, or empty.
export_to_folder() {
  local folder
  local -a matter=()
  folder=$(realpath --canonicalize-missing "$1")
  [[ $folder != *:* && $folder != *$'\n'* ]] || refuse 'The name of the folder must not have a colon in it. Name another one.'
  [[ $folder/ != "$(realpath "$DATA_DIR")"/* ]] || refuse "The folder lies among the appliance's own data ($DATA_DIR). Name one elsewhere, on another disk."
  [[ -d $(dirname "$folder") ]] || refuse "There is no folder $(dirname "$folder"). Is its disk mounted?"
  [[ ! -e $folder || -d $folder ]] || refuse "$folder is a file. Name a folder."
  { service_runs postgres && service_runs minio; } || refuse 'Strongroom is not running, and only it knows its documents. Type: strongroom start'
  [[ -d $folder ]] || mkdir --mode 0700 "$folder" || refuse "The folder $folder cannot be made."
  [[ -z $EXPORT_MATTER ]] || matter=(--matter "$EXPORT_MATTER")
  # As the folder's own owner: what is written belongs to whom the folder belongs, and no right to give files away is needed.
  run_ops --user "$(stat --format %u "$folder"):10000" --volume "$folder:/export" -- export /export "${matter[@]}" ${AS_JSON:+--json} \
    2> >(grep -v -E '^ *(Container|Network) ' >&2) </dev/null
}
