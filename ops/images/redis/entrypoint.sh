#!/bin/bash
# Renders the password into memory, never onto a command line, and becomes the server.
set -euo pipefail
umask 077

printf 'requirepass %s\n' "$(</run/secrets/redis_password)" >/run/redis/password.conf
exec redis-server /etc/strongroom/redis.conf
