# shellcheck shell=bash
# Runs the parts of test.sh one after the other, times them, and adds up what passed. Sourced, never run.

# What this run writes down for itself. Its name says whose it is, so that the next run removes what a killed one left.
RUN_DIR=/tmp/strongroom-test-$$-run
# What passed only when it was repeated is reported; more of it than this makes the run red.
MOST_FLAKY=3
SLOWEST_SHOWN=20

PASSED=0
FAILED=0
SKIPPED=0
FLAKY=()
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
  CHOSEN=()
  for name in "$@"; do
    if [[ $name == -* ]]; then
      wrong_usage "There is no option \"$name\". Type ./test.sh --help for what there is."
    elif [[ " ${PARTS[*]} " != *" $name "* ]]; then
      wrong_usage "There is no part \"$name\". Parts: ${PARTS[*]}. Without a name all of them run."
    elif chosen_any "$name"; then
      wrong_usage "The part \"$name\" is named twice. Name it once."
    fi
    CHOSEN+=("$name")
  done
  if (($# == 0)); then
    CHOSEN=("${PARTS[@]}")
  fi
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

# Starts a part now whose turn comes later; `stage` then shows what it printed, and how long it took by itself.
# $1 name, $2 function, $3 the part that began early and must be over first, if any.
begin_early() {
  local started folder=$RUN_DIR/$1.early before=${EARLY_PID[${3:-none}]:-}
  mkdir -p "$folder"
  {
    code=0
    if [[ -n $before ]]; then tail --pid="$before" --follow /dev/null; fi
    started=$SECONDS
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

# Runs one part to its end, whatever happens in it. $1 name, $2 function; that prints, and leaves a verdict or ends with its exit code.
stage() {
  local started=$SECONDS code=0 seconds
  local -a run=("$2")
  mkdir -p "$RUN_DIR"
  STAGE_LOG=$RUN_DIR/$1.log
  printf '\n== %s\n' "$1"
  if [[ -n ${EARLY_PID[$1]:-} ]]; then run=(take_early "$1"); fi
  { "${run[@]}" 2>&1 || code=$?; } > >(tee "$STAGE_LOG")
  wait $! 2>/dev/null || true
  seconds=$((SECONDS - started))
  if [[ -s ${EARLY_DIR[$1]:-}/seconds ]]; then seconds=$(<"${EARLY_DIR[$1]}/seconds"); fi
  count_part "$1" "$code" "$seconds"
}

# Counts what a part came to. $1 name, $2 its exit code, $3 its seconds.
count_part() {
  local passed=0 failed=0 skipped=0 word rest
  local -a flaky=()
  if [[ -f $RUN_DIR/$1.verdict ]]; then
    while read -r word rest; do
      case $word in
        passed) passed=$rest ;;
        failed) failed=$rest ;;
        skipped) skipped=$rest ;;
        flaky) flaky+=("$rest") ;;
      esac
    done <"$RUN_DIR/$1.verdict"
    if (($2 != 0 && failed == 0)); then
      printf 'RED %s: it ended with code %d although no test failed.\n' "$1" "$2" | tee -a "$STAGE_LOG"
      failed=1
    fi
  elif mocha_ran; then
    printf 'RED %s: mocha ran and left no verdict.\n' "$1" | tee -a "$STAGE_LOG"
    failed=1
  else
    # A part without tests of its own is a single check.
    passed=$(($2 == 0)) failed=$(($2 != 0))
  fi
  if ((failed > 0)); then
    FAILURES+=$(printf '\n== %s, what failed\n' "$1" && failures_in_log)$'\n'
  elif ((${#flaky[@]} > 0)); then
    FAILURES+=$(printf '\n== %s, what failed at first\n' "$1" && failures_in_log)$'\n'
  fi
  SKIPPED=$((SKIPPED + skipped))
  for word in "${flaky[@]}"; do FLAKY+=("$1: $word"); done
  note_result "$1" "$passed" "$failed" "$3"
  printf -- '-- %s: %d passed, %d failed, %d s\n' "$1" "$passed" "$failed" "$3"
}

# Prints what the part at hand printed, without colours.
stage_log() {
  sed 's/\x1b\[[0-9;]*m//g' "$STAGE_LOG"
}

# True when mocha's summary ("  12 passing (3s)") stands in what the part printed.
mocha_ran() {
  stage_log | awk '$1 ~ /^[0-9]+$/ && ($2 == "passing" || $2 == "failing") { found = 1 } END { exit !found }'
}

# Prints mocha's lists of the tests that failed, at first and when repeated, and why a part is red; of a part without either the last lines.
failures_in_log() {
  local found
  found=$(stage_log | awk '
    /^-- .*: repeats once/ { listed = 0; print }
    /^RED / { print }
    $2 == "failing" && $1 ~ /^[0-9]+$/ { listed = 1; shown = 0 }
    listed && ++shown <= 200')
  if [[ $found == *[![:space:]]* ]]; then
    printf '%s\n' "$found"
  fi
  if ! grep -q 'failing$' <<<"$found"; then
    tail -n 30 "$STAGE_LOG"
  fi
}

# Prints the tests of the whole run that took longest, where there is a record of any.
slowest_tests() {
  local -a records=()
  mapfile -t records < <(compgen -G "$RUN_DIR/*.jsonl")
  ((${#records[@]} > 0)) || return 0
  printf '\n== the slowest %d\n' "$SLOWEST_SHOWN"
  (use_node && judge slowest "$SLOWEST_SHOWN" "${records[@]}") || printf 'The records of the tests could not be read.\n'
  printf '\n'
}

# Prints what passed only when it was repeated, and counts it: one by chance is reported, many are a run that cannot be trusted.
report_flaky() {
  ((${#FLAKY[@]} > 0)) || return 0
  printf 'FLAKY %s\n' "${FLAKY[@]}"
  if ((${#FLAKY[@]} > MOST_FLAKY)); then
    FAILED=$((FAILED + 1))
    printf 'RED: %d passed only when repeated, and more than %d make the run red.\n' "${#FLAKY[@]}" "$MOST_FLAKY"
  else
    printf '%d passed only when repeated; more than %d make the run red.\n' "${#FLAKY[@]}" "$MOST_FLAKY"
  fi
}

# Prints the table and the line everybody waits for, and ends the program.
report() {
  local line total=$((SECONDS - STARTED))
  printf '%s\n' "$FAILURES"
  slowest_tests
  for line in "${SUMMARY[@]}"; do
    printf '%s\n' "$line"
  done
  report_flaky
  printf 'whole run: %d min %d s\n' $((total / 60)) $((total % 60))
  leave_nothing
  trap - EXIT
  printf '%d passed, %d failed' "$PASSED" "$FAILED"
  if ((SKIPPED > 0)); then printf ', %d skipped' "$SKIPPED"; fi
  printf '\n'
  if ((FAILED > 0)); then
    exit 1
  fi
  exit 0
}
