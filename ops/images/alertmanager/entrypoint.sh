#!/bin/bash
# Starts Alertmanager with the firm's own configuration when there is one, else with the one in the image.
# A wrong configuration of the firm must not leave it without Alertmanager: it is reported and the image's own is used
# instead.
set -euo pipefail

own=/config/alertmanager.yml
chosen=/etc/strongroom/alertmanager.yml
if [[ -e $own ]]; then
  if fault=$(amtool check-config "$own" 2>&1); then
    chosen=$own
  else
    printf '%s\n' "$fault" \
      "config/alertmanager.yml in the data directory is not valid, so no mail is sent. Correct it and restart the container alertmanager (docs/monitoring.md)" >&2
  fi
fi
exec /usr/bin/prometheus-alertmanager --config.file="$chosen" --storage.path=/alertmanager \
  --cluster.listen-address= --data.retention=120h "$@"
