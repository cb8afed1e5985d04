# shellcheck shell=bash
# Builds the images of ops/images. An image whose inputs have not changed is left as it is. Sourced, never run.

INSTALL_DIR=${INSTALL_DIR:-$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)}
SOURCE_DIR=${SOURCE_DIR:-$(cd "$INSTALL_DIR/../.." && pwd)}
# shellcheck source=report-progress.sh
. "$INSTALL_DIR/report-progress.sh"
# shellcheck source=debian.sh
. "$INSTALL_DIR/debian.sh"

# The base image's origin where a registry answers; where none does, debootstrap makes the same thing.
ROOTFS_UPSTREAM=debian:trixie-20250811-slim
ROOTFS_LOCAL=strongroom/rootfs:trixie

# Built in this order; a name after the colon is the image it stands on.
# shellcheck disable=SC2034 # install.sh and test.sh choose among these lists
IMAGES_TEST=(tools:base targets:base)
# shellcheck disable=SC2034
IMAGES_PRODUCT=(minio:base postgres:base redis:base clamav:base nginx:base carrier:base app:base sandbox:app ops:app)
# shellcheck disable=SC2034
IMAGES_MONITORING=(prometheus:base alertmanager:base node-exporter:base postgres-exporter:base redis-exporter:base)

# This one computes for minutes while the others mostly wait for the network, so it is built beside them.
IMAGES_SLOW=minio
IMAGES_SLOW_PID=''
IMAGES_BUILT=''
IMAGES_SECRETS=''

# Prints the product's version. It stands in a file of its own, because it is wanted before jq is there; a test compares it with
# package.json.
product_version() {
  printf '%s\n' "$(<"$SOURCE_DIR/VERSION")"
}

# Prints what an image is made of besides its own folder, one path a line, relative to the source.
image_inputs() {
  printf 'ops/images/%s\n' "$1"
  # The last step of all that ship.
  case $1 in
    base | tools | targets) ;;
    *) printf 'ops/images/finish-image\n' ;;
  esac
  case $1 in
    nginx) printf 'nginx\n' ;;
    prometheus | alertmanager) printf 'ops/monitoring\n' ;;
    ops) printf 'ops/images/minio\n' ;;
    tools) printf 'package.json\npackage-lock.json\n.npmrc\n' ;;
    app)
      printf '%s\n' package.json package-lock.json .npmrc prisma prisma.config.ts core server worker
      (cd "$SOURCE_DIR" && ls tsconfig*.json && find ops \( -path ops/images -o -path ops/install \) -prune -o -type f -name '*.ts*' -not -name '*.test.ts' -print)
      ;;
  esac
}

# Prints one hash over an image's inputs and the image it stands on. $1 name, $2 image below.
image_hash() {
  local -a paths=()
  local path
  while read -r path; do
    if [[ -e $SOURCE_DIR/$path ]]; then
      paths+=("$path")
    fi
  done < <(image_inputs "$1")
  {
    docker image inspect --format '{{.Id}}' "$2"
    cd "$SOURCE_DIR" && find "${paths[@]}" -type f -not -path '*/node_modules/*' -not -name '*.test.ts' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
  } | sha256sum | cut -d' ' -f1
}

# Makes the files that builds may read but images never keep: CA bundle and npm's settings of this machine.
# $1 extra CA file or ''. Prints the folder; the caller removes it.
create_build_secrets() {
  local dir bundle=/etc/ssl/certs/ca-certificates.crt
  dir=$(mktemp -d)
  chmod 700 "$dir"
  {
    if [[ -r ${SSL_CERT_FILE:-} ]]; then cat "$SSL_CERT_FILE"; fi
    if [[ -r $bundle ]]; then cat "$bundle"; fi
    if [[ -n $1 ]]; then cat "$1"; fi
  } >"$dir/extra-ca.pem"
  : >"$dir/npmrc"
  if [[ -r ~/.npmrc ]]; then
    grep -E '^(//|@[^=]*:registry|registry|proxy|https-proxy|noproxy|strict-ssl)' ~/.npmrc >>"$dir/npmrc" || true
  fi
  if [[ -n ${npm_config_registry:-} ]]; then
    printf 'registry=%s\n' "$npm_config_registry" >>"$dir/npmrc"
  fi
  printf '%s\n' "$dir"
}

# Prints the build arguments that the machine's own settings ask for, one a line.
machine_build_args() {
  local name value
  for name in GOPROXY GOSUMDB GONOSUMDB; do
    value=${!name:-}
    if [[ -z $value ]] && command -v go >/dev/null; then
      value=$(go env "$name")
    fi
    if [[ -n $value ]]; then
      printf '%s=%s\n' "$name" "$value"
    fi
  done
  for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
    if [[ -n ${!name:-} ]]; then
      printf '%s=%s\n' "$name" "${!name}"
    fi
  done
}

# Builds one image unless its label says that it was made of the same inputs. $1 name, $2 image below, $3... build arguments.
# Returns 1 when it cannot be built.
build_image() {
  local name=$1 below=$2 tag hash started=$SECONDS argument
  local -a arguments=()
  shift 2
  tag="strongroom/$name:$(product_version)"
  hash=$(image_hash "$name" "$below")
  if [[ $(docker image inspect --format '{{index .Config.Labels "strongroom.inputs"}}' "$tag" 2>/dev/null) == "$hash" ]]; then
    return 0
  fi
  for argument in "$@"; do
    arguments+=(--build-arg "$argument")
  done
  run_logged "building $tag" docker buildx build --load --progress plain --tag "$tag" --label "strongroom.inputs=$hash" \
    --secret "id=extra_ca,src=$IMAGES_SECRETS/extra-ca.pem" --secret "id=npmrc,src=$IMAGES_SECRETS/npmrc" \
    "${arguments[@]}" --file "$SOURCE_DIR/ops/images/$name/Dockerfile" "$SOURCE_DIR" || return 1
  report_progress "    $tag built in $((SECONDS - started)) s"
}

# Prints the name of an image that holds a bare Debian stable: pulled, or made here with debootstrap.
ensure_rootfs() {
  local candidate dir
  for candidate in "$ROOTFS_LOCAL" "$ROOTFS_UPSTREAM"; do
    if docker image inspect "$candidate" >/dev/null 2>&1; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done
  if timeout 15 docker manifest inspect "$ROOTFS_UPSTREAM" >/dev/null 2>&1 \
    && run_logged "pulling $ROOTFS_UPSTREAM" timeout 300 docker pull "$ROOTFS_UPSTREAM"; then
    printf '%s\n' "$ROOTFS_UPSTREAM"
    return 0
  fi
  report_progress '    no image registry answers; making the base image with debootstrap'
  ensure_command debootstrap debootstrap
  dir=$(mktemp -d)
  # debootstrap of Debian 12 knows trixie as well as its own release: they are one script.
  run_logged 'debootstrap' debootstrap --variant=minbase --include=ca-certificates trixie "$dir/rootfs" "$(debian_mirror)" \
    || fail 'debootstrap could not make the base image.' 'Check that the Debian mirror in the apt sources of this machine answers.'
  tar -C "$dir/rootfs" -c . | docker import - "$ROOTFS_LOCAL" >/dev/null
  rm -rf "$dir"
  printf '%s\n' "$ROOTFS_LOCAL"
}

# Builds the base of all images. $1... build arguments.
build_base() {
  local rootfs mirror security proxy
  mirror=$(debian_mirror) || fail 'No Debian mirror stands in the apt sources of this machine.' 'Add one to /etc/apt/sources.list and run this again.'
  security=$(debian_security_mirror)
  proxy=$(apt-config shell PROXY Acquire::http::Proxy | sed -n "s/^PROXY='\(.*\)'$/\1/p")
  rootfs=$(ensure_rootfs)
  build_image base "$rootfs" "ROOTFS_IMAGE=$rootfs" "DEBIAN_MIRROR=$mirror" "DEBIAN_SECURITY_MIRROR=$security" "APT_PROXY=$proxy" "$@" \
    || image_failed base
}

# Ends the program because an image could not be built. $1 name.
image_failed() {
  if [[ -n $IMAGES_SLOW_PID ]]; then
    kill "$IMAGES_SLOW_PID" 2>/dev/null || true
  fi
  rm -rf "$IMAGES_SECRETS"
  fail "The image strongroom/$1 could not be built." "Read the lines above. When a mirror did not answer, run the same command again; when a certificate was not trusted, give the firm's own CA with --extra-ca FILE."
}

# Waits for the image that is built beside the others.
wait_for_slow_image() {
  wait "$IMAGES_SLOW_PID" || image_failed "$IMAGES_SLOW"
  IMAGES_SLOW_PID=''
}

# Prints the ids of all the product's images.
image_ids() {
  docker image ls --quiet --no-trunc --filter 'reference=strongroom/*' | sort -u
}

# shellcheck disable=SC2034 # install.sh reads IMAGES_BUILT
# Promise: afterwards every image of the list exists at the product's version, made of the present source.
# $1 extra CA file or '', then NAME:BELOW entries. Sets IMAGES_BUILT to "yes" when any had to be made.
build_images() {
  local entry below version before slow=''
  local -a arguments=()
  before=$(image_ids)
  mapfile -t arguments < <(machine_build_args)
  version=$(product_version)
  arguments+=("DEBIAN_BASE=strongroom/base:$version" "MINIO_IMAGE=strongroom/minio:$version")
  IMAGES_SECRETS=$(create_build_secrets "$1")
  shift
  build_base "${arguments[@]}"
  for entry in "$@"; do
    below="strongroom/${entry#*:}:$version"
    if [[ ${entry%%:*} == "$IMAGES_SLOW" ]]; then
      slow=$IMAGES_SLOW
      build_image "$slow" "$below" "BASE_IMAGE=$below" "${arguments[@]}" &
      IMAGES_SLOW_PID=$!
    else
      # The operator's image takes the server out of the slow one.
      if [[ ${entry%%:*} == ops && -n $slow ]]; then
        wait_for_slow_image
        slow=''
      fi
      build_image "${entry%%:*}" "$below" "BASE_IMAGE=$below" "${arguments[@]}" || image_failed "${entry%%:*}"
    fi
  done
  if [[ -n $slow ]]; then
    wait_for_slow_image
  fi
  rm -rf "$IMAGES_SECRETS"
  [[ $(image_ids) == "$before" ]] || IMAGES_BUILT=yes
}
