#!/usr/bin/env bash
# Checks Prometheus' configuration and the alert rules, runs the rules' tests, and proves that the tests can fail:
# with a rule that never rings a test of *-fires.yml must fail, with one that rings too easily a test of *-silent.yml.
# A rule without tests in both directions is thereby a fault. Needs promtool and perl.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
faults=0

fault() {
  echo "FAULT: $1" >&2
  faults=$((faults + 1))
}

# Prints the alerts of a rule file in order. $1 file.
alerts_of() {
  sed -n 's/^ *- alert: //p' "$1"
}

# Every alert has what an operator needs: how bad, which topic, what it means, what to type, and a page of docs/runbooks.
check_words() {
  local file=$1 alert=$2 rule key runbook
  rule=$(awk -v alert="$alert" '/^ *- alert: /{on = ($3 == alert)} on' "$file")
  for key in 'for:' 'severity: (warning|critical)' 'topic: ' 'summary: .+\.' 'action: .+' 'runbook: '; do
    grep -Eq "$key" <<<"$rule" || fault "The rule $alert lacks \"$key\"; add it in ${file#"$root"/}."
  done
  runbook=$(sed -n 's/^ *runbook: //p' <<<"$rule")
  grep -Fqx "# $alert" "$root/$runbook" 2>/dev/null \
    || fault "The rule $alert names the runbook \"$runbook\", which is not there or is about something else; write it."
}

# Prints a rule file with one rule made to never ring, or to ring whenever what it looks at exists at all.
# Loosening by its own figures, not by "always", also finds a silent test that gives the rule nothing to look at.
# $1 file, $2 alert, $3 never or loosened.
broken() {
  ALERT=$2 perl -0pe '
    sub loosened { my $e = shift; $e =~ s/[<>=]=?\s*[\d.][\d.* ]*/> -1e18 /g; $e =~ s/\bunless\b/or/g; $e }
    s/(- alert: $ENV{ALERT}\n(?:\s+#[^\n]*\n)*\s+expr:)(.*?)\n(\s+for:)[^\n]*/
      $1 . ("'"$3"'" eq "never" ? " vector(1) < 0" : loosened($2)) . "\n$3 0m"/es' "$1"
}

# Runs the tests of one direction on a copy with a broken rule; succeeds when they notice, that is, fail for that alert.
# $1 alert, $2 never or loosened, $3 fires or silent; uses the variable topic.
noticed() {
  local copy=$work/copy rules=ops/monitoring/rules/$topic.yml tests=test/monitoring/$topic-$3.yml
  rm -rf "$copy"
  mkdir -p "$copy/ops/monitoring/rules" "$copy/test/monitoring"
  cp "$root/$tests" "$copy/$tests"
  broken "$root/$rules" "$1" "$2" >"$copy/$rules"
  if cmp -s "$root/$rules" "$copy/$rules" || ! promtool check rules "$copy/$rules" >"$work/log" 2>&1; then
    fault "The rule $1 could not be broken for the proof; write its lines in the order alert, expr, for."
    return
  fi
  # Its own tests alone, which have its name in theirs: those of its neighbours would say the same every time.
  ! promtool test rules --run="\b$1\b" "$copy/$tests" >"$work/log" 2>&1 && grep -q "alertname: $1," "$work/log"
}

# A rule is proved when its tests notice both that it never rings and that it rings without a reason.
prove() {
  noticed "$1" never fires \
    || fault "No test notices that the alert $1 never rings; add one to test/monitoring/$topic-fires.yml."
  noticed "$1" loosened silent \
    || fault "No test notices that the alert $1 rings without a reason; add one to test/monitoring/$topic-silent.yml."
}

check_topic() {
  local file=$1 topic direction alert
  topic=$(basename "$file" .yml)
  for direction in fires silent; do
    if [[ ! -e $root/test/monitoring/$topic-$direction.yml ]]; then
      fault "The tests test/monitoring/$topic-$direction.yml do not exist; write them."
      return
    fi
  done
  for alert in $(alerts_of "$file"); do
    check_words "$file" "$alert"
    prove "$alert"
    proved=$((proved + 1))
  done
}

# Quiet while all is well: promtool says a page about every file.
for command in 'check config ops/monitoring/prometheus.yml' "test rules $(cd "$root" && echo test/monitoring/*.yml)"; do
  # shellcheck disable=SC2086 # words on purpose; the names hold no spaces
  if ! (cd "$root" && promtool $command) >"$work/log" 2>&1; then
    cat "$work/log" >&2
    fault "promtool ${command%% *} failed; its words stand above."
  fi
done
tests=$(grep -c '^  - name:' "$root"/test/monitoring/*.yml | awk -F: '{ sum += $2 } END { print sum + 0 }')

proved=0
for rules in "$root"/ops/monitoring/rules/*.yml; do
  check_topic "$rules"
done
# A reader that finds no rule would find no fault either.
[[ $proved -gt 0 && $tests -gt 0 ]] || fault 'No rule or no test was found.'
echo "rules: $proved alerts, $tests tests, $faults faults"
[[ $faults -eq 0 ]]
