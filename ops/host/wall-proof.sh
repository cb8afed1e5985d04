# shellcheck shell=bash
# strongroom wall-proof: ops, which may read the matter, names the canaries; the access probe then looks for them in every way. Sourced, never run.

# $1 the person's address, $2 the matter's number.
run_access_probe() {
  local canaries
  service_runs server || refuse 'The service "server" is not running. Type: strongroom start'
  canaries=$(AS_JSON=yes in_ops access-canaries "$1" "$2") || {
    [[ -z $AS_JSON ]] || printf '%s\n' "$canaries"
    exit 3
  }
  compose exec -T server node dist/server/access-probe/main.js ${AS_JSON:+--json} <<<"$canaries"
}
