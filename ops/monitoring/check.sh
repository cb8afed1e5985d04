#!/usr/bin/env bash
# Checks what watches the appliance: configurations, alert rules and their tests. Prints counts; exits 1 on the first fault.
# Runs promtool and amtool of the images strongroom/prometheus and strongroom/alertmanager (built by install.sh and test.sh),
# or those on the PATH with --local. The files are those of this checkout, not those inside the images.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
version=${STRONGROOM_VERSION:-0.1.0}

usage() {
  echo 'Usage: ops/monitoring/check.sh [--local]'
  echo '  --local  use promtool and amtool of this machine instead of those in the images'
}

# Prints the files to be checked as a tar stream, so that neither their mode nor the place of the engine matters.
files() {
  tar -C "$root" -cf - ops/monitoring test/monitoring docs/monitoring.md
}

# Runs a script of ops/monitoring in an image, on the files of this checkout. $1 image, $2 script.
in_image() {
  local image=strongroom/$1:$version
  if ! docker image inspect "$image" >/dev/null 2>&1; then
    echo "The image $image does not exist, so nothing can be checked. Build it with ./test.sh, or use --local." >&2
    return 1
  fi
  # shellcheck disable=SC2016 # expanded inside the container
  files | docker run --rm -i --network none --cap-drop ALL --security-opt no-new-privileges --read-only \
    --tmpfs /tmp:size=64m,mode=1777 --workdir /tmp --entrypoint /bin/bash "$image" \
    -c 'tar -xf - --no-same-owner && exec bash "ops/monitoring/$0"' "$2"
}

case ${1:-} in
  '')
    in_image alertmanager check-delivery.sh
    in_image prometheus check-rules.sh
    ;;
  --local)
    bash "$root/ops/monitoring/check-delivery.sh"
    bash "$root/ops/monitoring/check-rules.sh"
    ;;
  --help)
    usage
    ;;
  *)
    usage >&2
    exit 2
    ;;
esac
