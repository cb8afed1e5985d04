#!/bin/sh
# Runs a command with the Node that the lockfile pins, whatever Node this machine has: test/dev/with-node.sh COMMAND...
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
for bin in "$root"/node_modules/node-linux-*/bin; do
  if [ ! -x "$bin/node" ]; then
    echo 'The modules are not installed, so nothing can run. Type: ./test.sh format' >&2
    exit 3
  fi
  PATH=$bin:$root/node_modules/.bin:$PATH
done
export PATH
exec "$@"
