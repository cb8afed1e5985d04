#!/usr/bin/env bash
# Checks Alertmanager's configuration: as delivered, and as an administrator makes it by following the word MAIL in it.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

amtool check-config alertmanager.yml >"$work/log" 2>&1 || {
  cat "$work/log" >&2
  exit 1
}
receiver=$(amtool config routes test --config.file alertmanager.yml severity=critical 2>/dev/null)
[[ $receiver == nobody ]] || {
  echo "As delivered no alert may leave the machine, but a critical one goes to \"$receiver\"." >&2
  exit 1
}

# What docs/monitoring.md tells the administrator to do, done.
sed -E -e 's/^( *)# (smtp_|- name: administrator|  email_configs:|    - to:|      send_resolved)/\1\2/' \
  -e 's/receiver: nobody # MAIL.*/receiver: administrator/' alertmanager.yml >"$work/mail.yml"
amtool check-config "$work/mail.yml" >"$work/log" 2>&1 || {
  cat "$work/log" >&2
  exit 1
}
for severity in warning critical; do
  receiver=$(amtool config routes test --config.file "$work/mail.yml" "severity=$severity" 2>/dev/null)
  [[ $receiver == administrator ]] || {
    echo "With the lines marked MAIL in place, a $severity alert goes to \"$receiver\" instead of to administrator." >&2
    exit 1
  }
done

# What is kept back while something else rings, asked of Alertmanager itself: it alone knows what its rules mean.
url=http://127.0.0.1:9093
inhibited=../../test/monitoring/inhibited.tsv
prometheus-alertmanager --config.file=alertmanager.yml --storage.path="$work/alertmanager" --cluster.listen-address= \
  --web.listen-address=127.0.0.1:9093 >"$work/alertmanager.log" 2>&1 &
alertmanager=$!
trap 'kill "$alertmanager" 2>/dev/null; rm -rf "$work"' EXIT
ask() { amtool --alertmanager.url "$url" "$@"; }
for _ in $(seq 100); do
  ask alert query >/dev/null 2>&1 && break
  kill -0 "$alertmanager" 2>/dev/null || { cat "$work/alertmanager.log" >&2 && exit 1; }
  sleep 0.1
done

# Makes the alerts of one list ring for this case alone (label "case"), or says how they stand. $1 ring or state, $2 number of the case, $3 list.
each_alert() {
  local one count
  local -a lists words
  IFS=';' read -ra lists <<<"$3"
  for one in "${lists[@]}"; do
    read -ra words <<<"$one"
    [[ ${#words[@]} -gt 0 ]] || continue
    if [[ $1 == ring ]]; then
      ask alert add "${words[@]}" "case=$2" --annotation=x=y >/dev/null
    else
      count=$(ask alert query "$4" --output extended "alertname=${words[0]}" "${words[@]:1}" | grep -c "${words[0]}" || true)
      [[ $count -eq 1 ]] || { echo "With $cause, this must be $5: $one" >&2 && faults=$((faults + 1)); }
      judged=$((judged + 1))
    fi
  done
}

faults=0 judged=0
while IFS='|' read -r cause kept told; do
  [[ $cause != \#* ]] || continue
  # Each case has an Alertmanager without the alerts of the one before: they are ended.
  each_alert ring 1 "$cause; $kept; $told"
  each_alert state 1 "$kept" --inhibited 'kept back'
  each_alert state 1 "$told" --active 'told'
  end=$(date --utc --date='1 second ago' +%FT%TZ)
  IFS=';' read -ra every <<<"$cause; $kept; $told"
  for one in "${every[@]}"; do
    read -ra words <<<"$one"
    [[ ${#words[@]} -eq 0 ]] || ask alert add "${words[@]}" case=1 --annotation=x=y --start=2026-01-01T00:00:00Z --end="$end" >/dev/null
  done
done <"$inhibited"
[[ $faults -eq 0 && $judged -gt 30 ]] || { echo "$judged alerts were judged, $faults of them wrongly kept back or told." >&2 && exit 1; }
echo "delivery: 2 configurations valid, 3 routes right, $judged alerts kept back or told as they must be"
