# shellcheck shell=bash
# What the installer and the host commands print for the person in front of them.
# Progress goes to standard error, so that standard output stays one JSON object with --json.
# Sourced, never run. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed).

PROGRESS_LOG=${PROGRESS_LOG:-}
PROGRESS_STEP=''
PROGRESS_STEP_STARTED=0

# Writes one line to the log file, when there is one. Never fails.
write_to_log() {
  if [[ -n $PROGRESS_LOG ]]; then
    printf '%s %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$*" >>"$PROGRESS_LOG" || true
  fi
}

# One line of progress.
report_progress() {
  printf '%s\n' "$*" >&2
  write_to_log "$*"
}

# A line the reader must not miss, after which the work goes on.
warn() {
  report_progress "WARNING: $*"
}

# Not empty where standard output is to be one JSON object however the program ends.
JSON_ERRORS=''

# Prints that object. $1 sentence, $2 exit code.
print_error() {
  if [[ -n $JSON_ERRORS ]]; then
    jq --null-input --compact-output --arg error "$1" --argjson exitCode "$2" '{error: $error, exitCode: $exitCode}'
  fi
}

# Ends the program with code 1: something broke on the way.
# $1 what and why, in one sentence; $2 what to do, in one sentence.
fail() {
  local where=''
  if [[ -n $PROGRESS_STEP ]]; then
    where=" in step \"$PROGRESS_STEP\""
  fi
  report_progress ''
  report_progress "FAILED$where: $1"
  if [[ -n ${2:-} ]]; then
    report_progress "What to do: $2"
  fi
  if [[ -n $PROGRESS_LOG ]]; then
    printf 'Log: %s\n' "$PROGRESS_LOG" >&2
  fi
  print_error "$1" 1
  exit 1
}

# Ends the program with code 3: nothing was changed.
# $1 what is wrong and what to do, in full sentences.
refuse() {
  report_progress "REFUSED: $*"
  report_progress 'Nothing has been changed.'
  print_error "$*" 3
  exit 3
}

# Ends the program with code 2: the command line is wrong.
wrong_usage() {
  printf 'WRONG USAGE: %s\n' "$*" >&2
  exit 2
}

# Opens a step; the steps that follow report how long it took.
begin_step() {
  PROGRESS_STEP=$1
  PROGRESS_STEP_STARTED=$SECONDS
  report_progress "==> $1"
}

# Closes the open step and prints its seconds. $1 is an optional remark.
end_step() {
  report_progress "    done in $((SECONDS - PROGRESS_STEP_STARTED)) s${1:+ ($1)}"
  PROGRESS_STEP=''
}

# Prints a sign of life every 20 seconds until it is killed, or the program has ended without doing so. $1 label.
# It sleeps one second at a time: a longer sleep would outlive it and keep the caller's pipe open.
report_still_working() {
  local started=$SECONDS
  while sleep 1 && kill -0 "$$" 2>/dev/null; do
    if (((SECONDS - started) % 20 == 0)); then
      report_progress "    ... $1, $((SECONDS - started)) s"
    fi
  done
}

# Shows the end of a program's output, without the repetitions that a failing image build adds. $1 file.
show_end_of() {
  sed -e '/^Dockerfile:[0-9]/,$d' -e '/^#[0-9]* ERROR: process/d' -e '/^ > \[/d' -e '/^------$/d' "$1" \
    | tail -n 20 | cut -c 1-300 | sed 's/^/    | /' >&2
}

# Runs a command that lasts: its output goes to the log, a sign of life to the reader, and when it
# fails its last lines are shown. $1 label, then the command. Returns the command's exit code.
run_logged() {
  local label=$1 output code=0 alive
  shift
  output=$(mktemp)
  report_still_working "$label" &
  alive=$!
  "$@" >"$output" 2>&1 </dev/null || code=$?
  kill "$alive" 2>/dev/null || true
  wait "$alive" 2>/dev/null || true
  if [[ -n $PROGRESS_LOG ]]; then
    cat "$output" >>"$PROGRESS_LOG"
  fi
  if ((code != 0)); then
    report_progress "    $label ended with code $code; its last lines were:"
    show_end_of "$output"
  fi
  rm -f "$output"
  return "$code"
}
