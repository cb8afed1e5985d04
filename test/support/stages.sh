# shellcheck shell=bash
# Runs the parts of test.sh one after the other, times them, and adds up what passed. Sourced, never run.

PASSED=0
FAILED=0
SUMMARY=()
CHOSEN=()
STARTED=$SECONDS
STAGE_LOG=''
EARLY_PART=''

# Takes the parts named on the command line, or all. Args: names.
choose_parts() {
  local name
  CHOSEN=("$@")
  if (($# == 0)); then
    CHOSEN=("${PARTS[@]}")
  fi
  for name in "${CHOSEN[@]}"; do
    if [[ " ${PARTS[*]} " != *" $name "* ]]; then
      wrong_usage "There is no part \"$name\". Parts: ${PARTS[*]}. Without a name all of them run."
    fi
  done
}

# True when any of the chosen parts is among the arguments.
chosen_any() {
  local name
  for name in "$@"; do
    if [[ " ${CHOSEN[*]} " == *" $name "* ]]; then
      return 0
    fi
  done
  return 1
}

# Adds one line to the report. $1 part, $2 passed, $3 failed, $4 seconds.
note_result() {
  PASSED=$((PASSED + $2))
  FAILED=$((FAILED + $3))
  SUMMARY+=("$(printf '%-12s %5d passed %5d failed %6d s' "$1" "$2" "$3" "$4")")
}

# Runs a step without which nothing else can; its failure ends the run. $1 name, then the command.
set_up() {
  local started=$SECONDS
  printf '\n== set-up: %s\n' "$1"
  # A subshell, because the steps of the installer end the program when they fail.
  if ! ("${@:2}"); then
    note_result "$1" 0 1 $((SECONDS - started))
    report
  fi
  note_result "$1" 1 0 $((SECONDS - started))
}

# Starts a part now whose turn comes later; `stage` then shows what it printed, and how long it took by itself. $1 name, $2 function.
begin_early() {
  local started=$SECONDS
  EARLY=$(mktemp -d)
  EARLY_PART=$1
  {
    code=0
    "$2" >"$EARLY/log" 2>&1 || code=$?
    printf '%d' $((SECONDS - started)) >"$EARLY/seconds"
    exit "$code"
  } &
  EARLY_PID=$!
}

# Waits for the part that began early, and prints what it printed. Ends as it ended.
take_early() {
  local code=0
  wait "$EARLY_PID" || code=$?
  cat "$EARLY/log"
  return "$code"
}

# Runs one part to its end, whatever happens in it. $1 name, $2 function; that prints, and counts with `count` or its exit code.
stage() {
  local started=$SECONDS code=0 passed failed seconds run=$2
  STAGE_LOG=$(mktemp)
  printf '\n== %s\n' "$1"
  if [[ $1 == "$EARLY_PART" ]]; then run=take_early; fi
  { "$run" 2>&1 || code=$?; } > >(tee "$STAGE_LOG")
  wait $! 2>/dev/null || true
  # mocha's own summary, where the part ran mocha; a part without one is a single check.
  passed=$(sum_of passing)
  failed=$(sum_of failing)
  if ((passed + failed == 0)); then
    passed=$((code == 0 ? 1 : 0)) failed=$((code == 0 ? 0 : 1))
  elif ((code != 0 && failed == 0)); then
    printf '%s ended with code %d although no test failed\n' "$1" "$code"
    failed=1
  fi
  seconds=$((SECONDS - started))
  if [[ $run == take_early ]]; then
    seconds=$(<"$EARLY/seconds")
    rm -r "$EARLY"
  fi
  rm -f "$STAGE_LOG"
  note_result "$1" "$passed" "$failed" "$seconds"
  printf -- '-- %s: %d passed, %d failed, %d s\n' "$1" "$passed" "$failed" "$seconds"
}

# Prints the sum of mocha's lines "  12 passing (3s)". $1 the word.
sum_of() {
  sed 's/\x1b\[[0-9;]*m//g' "$STAGE_LOG" | awk -v word="$1" '$2 == word && $1 ~ /^[0-9]+$/ { sum += $1 } END { print sum + 0 }'
}

# Prints the table and the line everybody waits for, and ends the program.
report() {
  local line total=$((SECONDS - STARTED))
  printf '\n'
  for line in "${SUMMARY[@]}"; do
    printf '%s\n' "$line"
  done
  printf 'whole run: %d min %d s\n' $((total / 60)) $((total % 60))
  leave_nothing
  trap - EXIT
  printf '%d passed, %d failed\n' "$PASSED" "$FAILED"
  if ((FAILED > 0)); then
    exit 1
  fi
  exit 0
}
