#!/bin/bash
# Renders the users into memory, each password as its hash and never on a command line, and becomes the server.
set -euo pipefail
umask 077

hash_of() {
  local hash
  hash=$(sha256sum)
  printf '#%s' "${hash%% *}"
}

# The health check is a user of this container alone.
head -c 32 /dev/urandom | base64 --wrap 0 >/run/redis/health_password
users=$(</etc/strongroom/users.conf)
users=${users//"{health}"/$(printf '%s' "$(</run/redis/health_password)" | hash_of)}
for name in redis_server_password redis_worker_password redis_ops_password redis_exporter_password; do
  users=${users//"{$name}"/$(printf '%s' "$(</run/secrets/$name)" | hash_of)}
done
printf '%s\n' "$users" >/run/redis/users.conf
exec redis-server /etc/strongroom/redis.conf "$@"
