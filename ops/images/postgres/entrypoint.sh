#!/bin/bash
# Makes the cluster at the first start, re-applies roles and passwords at every start, then becomes the server.
set -euo pipefail

# What is given here depends on the machine.
settings=(-c config_file=/etc/strongroom/postgresql.conf "$@")

if [[ ! -s $PGDATA/PG_VERSION ]]; then
  echo 'entrypoint: making a new database cluster'
  initdb --pgdata "$PGDATA" --username postgres --encoding UTF8 --locale-provider builtin --locale C.UTF-8 \
    --builtin-locale C.UTF-8 --data-checksums --auth-local peer --auth-host scram-sha-256 >/dev/null
fi

# The roles are set while nobody can connect: this server listens on its socket only.
pg_ctl --pgdata "$PGDATA" --wait --timeout 3600 --silent --options "${settings[*]} -c listen_addresses=''" start
psql --no-psqlrc --quiet --username postgres --dbname postgres --file /etc/strongroom/roles.sql >/dev/null
pg_ctl --pgdata "$PGDATA" --wait --timeout 120 --silent --mode fast stop

exec postgres -D "$PGDATA" "${settings[@]}"
