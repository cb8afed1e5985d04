# shellcheck shell=bash
# Runs the tests of a part under a record of their results, and repeats once what may be red by chance. Sourced, never run.

# Seconds after which a run of tests is ended as hung.
PART_SECONDS=5400

# What mocha is run in: nothing, or a command that runs another one elsewhere.
RUN_IN=()

# Runs mocha. $1 the file for its record, then the test files.
record_mocha() {
  # What a run before this one left under the name would be read as its own.
  rm -f "$1"
  MOCHA_RECORD=$1 "${RUN_IN[@]}" timeout --kill-after=30 "$PART_SECONDS" \
    node_modules/.bin/mocha --require ./test/support/record-results.ts "${@:2}"
}

# Asks about records. Args: as judge-results.ts says.
judge() {
  node test/support/judge-results.ts "$@"
}

# Runs tests that need nothing but this machine: what is red is red. $1 part, then the test files.
run_tests() {
  local code=0
  mkdir -p "$RUN_DIR"
  use_node
  record_mocha "$RUN_DIR/$1.first.jsonl" "${@:2}" || code=$?
  conclude "$1" "$code" "$RUN_DIR/$1.first.jsonl"
}

# Runs tests that need real containers and time: those that are red are repeated once. $1 part, then the test files.
#
# A file is repeated whole, in every part: many are stories whose steps build on one another, those of test/stack even share one
# appliance from the first describe to the last, and a file is what is known to run by itself. Most are one describe anyhow.
run_tests_twice() {
  local first=$RUN_DIR/$1.first.jsonl second=$RUN_DIR/$1.second.jsonl code=0 again=0
  local -a files=()
  mkdir -p "$RUN_DIR"
  use_node
  record_mocha "$first" "${@:2}" || code=$?
  mapfile -t files < <(judge repeatable "$code" "$first")
  if ((${#files[@]} == 0)); then
    conclude "$1" "$code" "$first"
    return
  fi
  printf -- '-- %s: repeats once what was red: %s\n' "$1" "${files[*]#"$SOURCE_DIR/"}"
  record_mocha "$second" "${files[@]}" || again=$?
  conclude "$1" "$code" "$first" "$again" "$second"
}

# Writes down and prints what a part of tests came to. $1 part, then as for `judge verdict`. Returns 1 when it is red.
conclude() {
  local verdict=$RUN_DIR/$1.verdict
  judge verdict "${@:2}" >"$verdict.new" || return
  mv "$verdict.new" "$verdict"
  sed -n -e "s/^red /RED $1: /p" -e "s/^flaky /FLAKY $1: /p" "$verdict"
  grep -q -x 'failed 0' "$verdict"
}

# Runs one check that needs containers, and once more when it is red. $1 part, then the command.
check_twice() {
  "${@:2}" && return
  mkdir -p "$RUN_DIR"
  printf -- '-- %s: repeats once what was red\n' "$1"
  "${@:2}" || return
  printf 'passed 1\nfailed 0\nskipped 0\nflaky %s\n' "${*:2}" >"$RUN_DIR/$1.verdict"
  printf 'FLAKY %s: %s\n' "$1" "${*:2}"
}
