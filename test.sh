#!/usr/bin/env bash
# Builds and tests everything on a machine that has nothing but root and its package mirrors: ./test.sh [PART...]
# Ends with one line, "N passed, N failed". Exit codes: 0 all passed, 1 something failed, 2 wrong usage, 3 refused.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
SOURCE_DIR=$PWD
INSTALL_DIR=$SOURCE_DIR/ops/install
# shellcheck source=ops/install/engine.sh
. "$INSTALL_DIR/engine.sh"
# shellcheck source=ops/install/images.sh
. "$INSTALL_DIR/images.sh"
# shellcheck source=test/support/stages.sh
. "$SOURCE_DIR/test/support/stages.sh"
# shellcheck source=test/support/leftovers.sh
. "$SOURCE_DIR/test/support/leftovers.sh"
# shellcheck source=test/support/parts.sh
. "$SOURCE_DIR/test/support/parts.sh"

# In this order: what is quick and finds most comes first.
PARTS=(format lint types rules unused shell monitoring unit api worker journeys ops stack)

choose_parts "$@"
claim_machine
trap leave_nothing EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
remove_leftovers

set_up engine ensure_engine
set_up images make_images
set_up modules take_modules
set_up build compile
for part in "${CHOSEN[@]}"; do
  # The tests of backups wait for containers most of the time: they begin while the parts before them are under way.
  if [[ $part == api ]] && chosen_any ops; then
    begin_early ops part_ops
  fi
  stage "$part" "part_$part"
done
report
