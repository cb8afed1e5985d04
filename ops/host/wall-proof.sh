# shellcheck shell=bash
# strongroom wall-proof: ops, which may read the matter, says what must not show; the server is then asked for it in every way. Sourced, never run.

# $1 the person's address, $2 the matter's number.
run_access_probe() {
  local marks
  service_runs server || refuse 'The service "server" is not running. Type: strongroom start'
  marks=$(AS_JSON=yes in_ops access-canaries "$1" "$2") || {
    [[ -z $AS_JSON ]] || printf '%s\n' "$marks"
    exit 3
  }
  compose exec -T server node dist/server/access-probe/main.js ${AS_JSON:+--json} <<<"$marks"
}
