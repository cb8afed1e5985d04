#!/usr/bin/env bash
# Builds and tests everything on a machine that has nothing but root and its package mirrors: ./test.sh [PART...]
# Ends with one line, "N passed, N failed". ./test.sh --help says the rest.
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
# shellcheck source=test/support/run-tests.sh
. "$SOURCE_DIR/test/support/run-tests.sh"
# shellcheck source=test/support/leftovers.sh
. "$SOURCE_DIR/test/support/leftovers.sh"
# shellcheck source=test/support/parts.sh
. "$SOURCE_DIR/test/support/parts.sh"
# shellcheck source=test/support/print-help.sh
. "$SOURCE_DIR/test/support/print-help.sh"

# In this order: what is quick and finds most comes first.
PARTS=(format lint rules unused shell unit gates api stack monitoring ops worker journeys)
# What mostly waits, or keeps one processor busy, runs beside the others, one after the other; it is waited for when they are done.
BESIDE=(monitoring ops worker journeys)

if [[ " $* " == *' --help '* ]]; then
  print_help
  exit 0
fi
choose_parts "$@"
claim_machine
trap leave_nothing EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
remove_leftovers

set_up engine ensure_engine
# Once more: what a killed run left cannot be seen while the engine is down, as it is on a machine just started.
remove_leftovers
set_up images make_images
set_up modules take_modules
set_up build compile
before=''
for part in "${BESIDE[@]}"; do
  if chosen_any "$part"; then
    begin_early "$part" "part_$part" "$before"
    before=$part
  fi
done
for part in "${CHOSEN[@]}"; do
  stage "$part" "part_$part"
done
report
