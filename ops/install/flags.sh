# shellcheck shell=bash
# shellcheck disable=SC2034 # the other files of install.sh read what is set here
# The command line of install.sh, and the answers file that may stand in for it. Sourced, never run.

# What the flags set. Empty means: not given, so an earlier installation's setting or the default counts.
ASSUME_YES='' AS_JSON='' REPOSITORY='' HOST='' HTTPS_PORT='' HTTP_PORT='' ADMIN_EMAIL='' EXTRA_CA='' MONITORING='' SIGNATURES='' SIZE=''
REPOSITORY_CREDENTIALS='' REPOSITORY_LIMIT='' REPOSITORY_HOURS='' FAR_REPOSITORY='' FAR_CREDENTIALS='' FAR_LIMIT='' FAR_HOURS=''
RESTORE='' RESTORE_AT='' RESTORE_DRY='' RECOVERY_KEY_FILE='' ALLOW_DOCKER_INSTALL=yes HOST_GIVEN=''
DATA_DIR=/var/lib/strongroom
PROJECT=strongroom

print_usage() {
  cat <<'USAGE'
Installs Strongroom on this machine, or continues an installation, or restores one.

  ./install.sh --yes --repository /mnt/backup/strongroom

  --repository TARGET        where the encrypted backups go (required): a folder, best on another machine's disk, or
                             sftp://USER@HOST//FOLDER, s3:https://HOST/BUCKET, rest:https://HOST/NAME
  --repository-credentials FILE  the credentials for such a server; docs/install.md says what the file holds
  --repository-limit KIB     send at most this many KiB a second
  --repository-hours H-H     send only between these hours (UTC), 20-6 for instance
  --far-repository TARGET    a second target, further away; --far-credentials, --far-limit and --far-hours as above
  --yes                      do not ask before changing the machine
  --host NAME                name people type in the browser (this machine's name)
  --https-port N             port of the pages (443)
  --http-port N              port that leads to HTTPS (80)
  --data-dir DIR             the data directory (/var/lib/strongroom)
  --project NAME             Docker Compose project (strongroom)
  --admin-email ADDRESS      sign-in of the first administrator (administrator@NAME)
  --extra-ca FILE            certificates (PEM) to trust besides Debian's, for a proxy that inspects TLS
  --size SIZE                small, medium or large: how much of the machine is used (what its cores and memory are enough for)
  --without-monitoring       leave Prometheus, Alertmanager and the exporters out
  --no-signature-updates     never fetch virus signatures (then put them into DATA_DIR/clamav yourself)
  --no-docker-install        refuse rather than install the Docker engine
  --answers FILE             read these options from a file, one "name=value" a line, without the dashes
  --restore SNAPSHOT         restore a backup ("latest" or its id) instead of starting empty; "list" only lists the backups
  --at MOMENT                in place of --restore: restore this recovery point, "2026-11-20 10:15" in UTC
  --recovery-key-file FILE   the recovery key, for --restore, or for a --far-repository that is added later
  --dry-run                  with --restore: look whether it can be done; only Docker and the images are made ready
  --without-damaged          leave out the documents that are damaged in the backup, and mark them
  --accept-damage            take a backup that lacks something; the report says what
  --json                     one JSON object on standard output at the end
  --help                     this text

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed).
USAGE
}

# Takes one option over. $1 name without dashes, $2 value ('yes' where it has none).
set_option() {
  case $1 in
    yes) ASSUME_YES=$2 ;;
    json) AS_JSON=$2 ;;
    without-monitoring) MONITORING=off ;;
    no-signature-updates) SIGNATURES=off ;;
    no-docker-install) ALLOW_DOCKER_INSTALL='' ;;
    repository) REPOSITORY=$2 ;;
    repository-credentials) REPOSITORY_CREDENTIALS=$2 ;;
    repository-limit) REPOSITORY_LIMIT=$2 ;;
    repository-hours) REPOSITORY_HOURS=$2 ;;
    far-repository) FAR_REPOSITORY=$2 ;;
    far-credentials) FAR_CREDENTIALS=$2 ;;
    far-limit) FAR_LIMIT=$2 ;;
    far-hours) FAR_HOURS=$2 ;;
    host) HOST=$2 HOST_GIVEN=yes ;;
    https-port) HTTPS_PORT=$2 ;;
    http-port) HTTP_PORT=$2 ;;
    data-dir) DATA_DIR=$2 ;;
    project) PROJECT=$2 ;;
    admin-email) ADMIN_EMAIL=$2 ;;
    extra-ca) EXTRA_CA=$2 ;;
    size) SIZE=$2 ;;
    restore)
      [[ -z $RESTORE_AT ]] || wrong_usage 'A restore takes a SNAPSHOT (--restore) or a recovery point (--at), not both.'
      RESTORE=$2
      # A list is a look.
      [[ $2 != list ]] || RESTORE_DRY=yes
      ;;
    at)
      [[ -z $RESTORE ]] || wrong_usage 'A restore takes a SNAPSHOT (--restore) or a recovery point (--at), not both.'
      RESTORE=$2 RESTORE_AT=$2
      ;;
    dry-run) RESTORE_DRY=$2 ;;
    accept-damage) ACCEPT_DAMAGE=$2 ;;
    without-damaged) WITHOUT_DAMAGED=$2 ;;
    recovery-key-file) RECOVERY_KEY_FILE=$2 ;;
    *) wrong_usage "There is no option \"--$1\". Type ./install.sh --help for the list." ;;
  esac
}

# Reads an answers file. Lines are "name=value" or "name"; empty lines and lines that begin with # are passed over.
read_answers() {
  local line
  [[ -r $1 ]] || wrong_usage "The answers file $1 cannot be read."
  while IFS= read -r line || [[ -n $line ]]; do
    if [[ $line =~ ^[[:space:]]*(#|$) ]]; then
      continue
    elif [[ $line == *=* ]]; then
      set_option "${line%%=*}" "${line#*=}"
    else
      set_option "$line" yes
    fi
  done <"$1"
}

# Reads the command line; what stands there counts more than the answers file.
parse_flags() {
  local -a given=("$@")
  local i name
  for ((i = 0; i < ${#given[@]}; i++)); do
    if [[ ${given[i]} == --answers ]]; then
      ((i + 1 < ${#given[@]})) || wrong_usage 'The option --answers needs a value: the file with the answers.'
      read_answers "${given[i + 1]}"
    fi
  done
  for ((i = 0; i < ${#given[@]}; i++)); do
    name=${given[i]#--}
    case ${given[i]} in
      --help | -h)
        print_usage
        exit 0
        ;;
      --yes | --json | --without-monitoring | --no-signature-updates | --no-docker-install | --accept-damage | --without-damaged | --dry-run) set_option "$name" yes ;;
      --*=*) wrong_usage "Write \"${given[i]%%=*} VALUE\", with a space instead of \"=\"." ;;
      --*)
        # The name is judged first: an unknown option must not be reported as one that lacks a value.
        if ((i + 1 >= ${#given[@]})) || [[ ${given[i + 1]} == --* ]]; then
          is_option "$name" || set_option "$name" ''
          wrong_usage "The option --$name needs a value. Type ./install.sh --help for the list."
        fi
        i=$((i + 1))
        if [[ $name != answers ]]; then
          set_option "$name" "${given[i]}"
        fi
        ;;
      *) wrong_usage "\"${given[i]}\" is not an option. Type ./install.sh --help for the list." ;;
    esac
  done
}

# True when $1 is the name of an option that takes a value.
is_option() {
  [[ " answers repository repository-credentials repository-limit repository-hours far-repository far-credentials far-limit far-hours host https-port http-port data-dir project admin-email extra-ca size restore at recovery-key-file " == *" $1 "* ]]
}
