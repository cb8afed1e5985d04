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
echo "delivery: 2 configurations valid, 3 routes right"
