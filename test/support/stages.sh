# shellcheck shell=bash
# Runs the parts of test.sh one after the other, times them, and adds up what passed. Sourced, never run.

PASSED=0
FAILED=0
SUMMARY=()
# What failed and how, once more at the end: nobody searches an hour's output for it.
FAILURES=''
CHOSEN=()
STARTED=$SECONDS
STAGE_LOG=''
# Of each part that began before its turn: its process, and the folder with what it printed.
declare -A EARLY_PID=() EARLY_DIR=()

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
  local started=$SECONDS folder
  folder=$(mktemp -d)
  {
    code=0
    "$2" >"$folder/log" 2>&1 || code=$?
    printf '%d' $((SECONDS - started)) >"$folder/seconds"
    exit "$code"
  } &
  EARLY_PID[$1]=$!
  EARLY_DIR[$1]=$folder
}

# Waits for a part that began early, and prints what it printed. Ends as it ended. $1 name.
take_early() {
  local code=0
  wait "${EARLY_PID[$1]}" || code=$?
  cat "${EARLY_DIR[$1]}/log"
  return "$code"
}

# Runs one part to its end, whatever happens in it. $1 name, $2 function; that prints, and counts with `count` or its exit code.
stage() {
  local started=$SECONDS code=0 passed failed seconds
  local -a run=("$2")
  STAGE_LOG=$(mktemp)
  printf '\n== %s\n' "$1"
  if [[ -n ${EARLY_PID[$1]:-} ]]; then run=(take_early "$1"); fi
  { "${run[@]}" 2>&1 || code=$?; } > >(tee "$STAGE_LOG")
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
  if [[ -n ${EARLY_DIR[$1]:-} ]]; then
    seconds=$(<"${EARLY_DIR[$1]}/seconds")
    rm -r "${EARLY_DIR[$1]}"
  fi
  if ((failed > 0)); then
    FAILURES+=$(printf '\n== %s, what failed\n' "$1" && failures_in_log)$'\n'
  fi
  rm -f "$STAGE_LOG"
  note_result "$1" "$passed" "$failed" "$seconds"
  printf -- '-- %s: %d passed, %d failed, %d s\n' "$1" "$passed" "$failed" "$seconds"
}

# Prints the sum of mocha's lines "  12 passing (3s)". $1 the word.
sum_of() {
  sed 's/\x1b\[[0-9;]*m//g' "$STAGE_LOG" | awk -v word="$1" '$2 == word && $1 ~ /^[0-9]+$/ { sum += $1 } END { print sum + 0 }'
}

# Prints mocha's list of the tests that failed; of a part without one the last lines.
failures_in_log() {
  if (($(sum_of failing) > 0)); then
    sed 's/\x1b\[[0-9;]*m//g' "$STAGE_LOG" | awk '$2 == "failing" && $1 ~ /^[0-9]+$/ { found = 1 } found && ++shown <= 200'
  else
    tail -n 30 "$STAGE_LOG"
  fi
}

# Prints the table and the line everybody waits for, and ends the program.
report() {
  local line total=$((SECONDS - STARTED))
  printf '%s\n' "$FAILURES"
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
