#!/usr/bin/env bash
# Checks what watches the appliance: configurations, alert rules and their tests. Prints counts; exits 1 on the first fault.
# Runs promtool and amtool of the image strongroom/tools (built by test.sh), which are those of the appliance, or those on the
# PATH with --local. The files are those of this checkout, not those inside an image.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
version=${STRONGROOM_VERSION:-0.1.0}

usage() {
  echo 'Usage: ops/monitoring/check.sh [--local]'
  echo '  --local  use promtool and amtool of this machine instead of those in the image'
}

# Prints the files to be checked as a tar stream, so that neither their mode nor the place of the engine matters.
files() {
  tar -C "$root" -cf - ops/monitoring test/monitoring docs/runbooks
}

# Runs a script of ops/monitoring in the image, on the files of this checkout. $1 script.
in_image() {
  local image=strongroom/tools:$version
  if ! docker image inspect "$image" >/dev/null 2>&1; then
    echo "The image $image does not exist, so nothing can be checked. Build it with ./test.sh, or use --local." >&2
    return 1
  fi
  # shellcheck disable=SC2016 # expanded inside the container
  files | docker run --rm -i --network none --cap-drop ALL --security-opt no-new-privileges --read-only \
    --tmpfs /tmp:size=64m,mode=1777 --workdir /tmp --entrypoint /bin/bash "$image" \
    -c 'tar -xf - --no-same-owner && exec bash "ops/monitoring/$0"' "$1"
}

case ${1:-} in
  '')
    in_image check-delivery.sh
    in_image check-rules.sh
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
