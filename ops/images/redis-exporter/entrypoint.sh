#!/bin/bash
# Starts the exporter with the password from its secret file. The exporter reads passwords only as JSON
# (address -> password), so the file is rewritten on a tmpfs: never on the command line, never in the environment.
# It looks a password up under the address with the user in it: under any other it finds none, and Redis seems down.
set -euo pipefail

user=exporter
host=redis:6379
secret=/run/secrets/redis_exporter_password
rendered=/tmp/passwords.json

if ! password=$(<"$secret"); then
  echo "The secret $secret cannot be read, so Redis cannot be watched. Type: strongroom doctor" >&2
  exit 1
fi
if [[ -z $password || $password == *[\"\\]* ]]; then
  echo "The secret $secret is empty or holds a quote or a backslash, so Redis cannot be watched. Type: strongroom doctor" >&2
  exit 1
fi
umask 077
printf '{"%s": "%s"}\n' "redis://$user@$host" "$password" >"$rendered"
exec /usr/bin/prometheus-redis-exporter --redis.addr="redis://$host" --redis.user="$user" --redis.password-file="$rendered" --config-command=- "$@"
