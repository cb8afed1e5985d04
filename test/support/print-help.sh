# shellcheck shell=bash
# What ./test.sh --help prints. Sourced, never run.

# What each part looks at. A test sees to it that none is missing.
declare -A PART_LOOKS_AT=(
  [format]='whether the code is formatted'
  [lint]='the rules of the linter'
  [rules]='who may import what'
  [unused]='files, exports and packages that nobody uses'
  [shell]='the shell scripts: shellcheck and shfmt'
  [unit]='what needs neither Docker nor root nor a network'
  [gates]='whether the gates of the house go red for a planted fault'
  [api]='the server, by its API'
  [worker]='what reads documents, with the real converters in their sandboxes'
  [journeys]='the pages, in a real browser'
  [stack]='an appliance as install.sh installs it: used, broken, lost and brought back'
  [monitoring]='the alert rules, and whether an alert is delivered'
  [ops]='backup, restore and rehearsal in real containers'
)

print_help() {
  local part
  cat <<'EOT'
Usage: ./test.sh [PART...]

Builds everything, which checks the types, and runs the parts that are named, or all of them. It needs root, installs Docker where it is
missing, and removes at its end what it started. The last line is "N passed, N failed".

EOT
  printf 'Parts, in the order of the report (%s: one after the other, beside all others):\n' "${BESIDE[*]}"
  for part in "${PARTS[@]}"; do
    printf '  %-12s %s\n' "$part" "${PART_LOOKS_AT[$part]}"
  done
  cat <<EOT

The parts api, worker, journeys, stack, monitoring and ops need containers and time. What is red in them is repeated
once, file by file. What passes only then is printed as "FLAKY part: test"; more than $MOST_FLAKY of those make the run red.

Environment:
  TEST_KILLS            how often part ops kills a backup, a prune, a restore and a rehearsal (2)
  TEST_PICTURE          where part journeys leaves pictures of the backup pages: how their paths begin (none)
  TEST_PROJECT          the name under which part stack installs its appliance (strongroom-test)
  TEST_HTTPS_PORT       the port at which that appliance answers (9443)
  STRONGROOM_LOG_LEVEL  how much the processes under test log: silent, info, debug (silent)

Exit codes:
  0  everything passed
  1  something failed
  2  wrong usage
  3  refused: another run is going on; nothing was changed
EOT
}
