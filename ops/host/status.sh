# shellcheck shell=bash
# strongroom status and strongroom doctor: what the host sees, and what the product says about itself. Sourced, never run.

# Prints "service state health" of every container, one a line.
containers() {
  compose ps --all --format '{{.Service}} {{.State}} {{.Health}}' | sort | uniq -c | awk '{ print $2, $3, ($4 == "" ? "-" : $4), $1 }'
}

# Prints a folder's free space: "percent gigabytes". $1 folder.
free_space() {
  df --output=pcent,avail -B1 "$1" | tail -n 1 | awk '{ gsub(/%/, "", $1); printf "%d %.1f\n", 100 - $1, $2 / 1073741824 }'
}

# Prints the product's own answer as JSON, or null when it cannot be asked. $1 command.
query_product() {
  local answer
  if service_runs ops; then
    answer=$(compose exec -T ops node dist/ops/main.js "$1" --json 2>/dev/null </dev/null | jq --compact-output objects) || true
  fi
  printf '%s' "${answer:-null}"
}

show_status() {
  local answer line state health seen='' code=0 free encrypted says
  answer=$(query_product status)
  free=$(free_space "$DATA_DIR")
  read -r encrypted says < <(data_encryption "$DATA_DIR")
  while read -r _ state health _; do
    [[ $state == running && $health != unhealthy ]] || code=1
    seen=yes
  done < <(containers)
  [[ -n $seen && $(jq '.ready' <<<"$answer") == true ]] || code=1
  if [[ -n $AS_JSON ]]; then
    containers | jq --raw-input --null-input --compact-output --arg free "$free" --argjson appliance "$answer" \
      --argjson encrypted "$encrypted" --arg says "$says" --arg size "$(installed_size)" \
      '($free | split(" ") | map(tonumber)) as [$percent, $gigabytes]
        | {containers: [inputs | split(" ") | {service: .[0], state: .[1], health: .[2], containers: (.[3] | tonumber)}],
           disk: {freePercent: $percent, freeGigabytes: $gigabytes, encrypted: $encrypted, encryption: $says}, size: $size, appliance: $appliance}'
    return "$code"
  fi
  if [[ $answer == null ]]; then
    printf 'Strongroom: NOT RUNNING (strongroom start)\n'
  else
    compose exec -T ops node dist/ops/main.js status 2>/dev/null </dev/null || true
  fi
  printf '  disk        %s %% free (%s GB) at %s\n' "${free% *}" "${free#* }" "$DATA_DIR"
  printf '  encryption  %s\n' "$says"
  printf '  size        %s, with %s sandboxes (%s)\n' "$(installed_size)" "$(count_sandboxes)" "$(describe_machine)"
  while read -r line; do
    printf '  container   %s\n' "$line"
  done < <(containers | awk '{ printf "%-20s %s, %s%s\n", $1, $2, $3, ($4 > 1 ? " (" $4 ")" : "") }')
  return "$code"
}

DOCTOR_LINES=() DOCTOR_FAILED=0

# Notes one finding. $1 ok, note (nothing is broken, but somebody should know) or FAIL, $2 what was looked at, $3 what was found.
record_finding() {
  DOCTOR_LINES+=("$1|$2|$3")
  if [[ $1 == FAIL ]]; then
    DOCTOR_FAILED=1
  fi
}

examine_containers() {
  local service state health bad=''
  while read -r service state health _; do
    [[ $state == running && $health =~ ^(healthy|-)$ ]] || bad+="${bad:+, }$service is $state${health:+ ($health)}"
  done < <(containers)
  if [[ -z $(running_ids) ]]; then
    record_finding FAIL containers 'no container runs; type: strongroom start'
  elif [[ -n $bad ]]; then
    record_finding FAIL containers "$bad; type: strongroom logs SERVICE"
  else
    record_finding ok containers "all $(running_ids | wc -l) run"
  fi
}

# Prints the ids of this installation's running containers.
running_ids() {
  docker ps --quiet --filter "label=com.docker.compose.project=$PROJECT"
}

# $1 what it is, $2 folder.
examine_disk() {
  local free
  if [[ ! -d $2 ]]; then
    record_finding FAIL "disk" "$1 is not there: $2; mount its storage"
    return 0
  fi
  free=$(free_space "$2")
  if ((${free% *} < 10)); then
    record_finding FAIL "disk" "$1 has ${free% *} % (${free#* } GB) free at $2; make room"
  else
    record_finding ok "disk" "$1 has ${free% *} % (${free#* } GB) free at $2"
  fi
}

# Not encrypted is no fault of the appliance: it is said, and fails nothing.
examine_encryption() {
  local encrypted says
  read -r encrypted says < <(data_encryption "$DATA_DIR")
  if [[ $encrypted == true ]]; then
    record_finding ok encryption "the disk under the data: $says"
  else
    record_finding note encryption "the disk under the data: $says"
  fi
}

# A machine that has more than is used is no fault; one that has less is.
examine_size() {
  local size fits needs
  size=$(installed_size)
  fits=$(fitting_size)
  needs=$(size_value "$size" MACHINE_MEMORY)
  if (($(machine_memory) < needs)); then
    record_finding FAIL size "$size needs $needs MB, and $(describe_machine); type: ./install.sh --yes --size $fits"
  elif (($(size_rank "$fits") > $(size_rank "$size"))); then
    record_finding note size "$size, and $(describe_machine), which is enough for $fits; type: ./install.sh --yes --size $fits"
  else
    record_finding ok size "$size; $(describe_machine)"
  fi
}

# What only Compose would read counts when services are started next; then it is refused.
examine_settings() {
  local fault
  fault=$(find_settings_fault)
  if [[ -n $fault ]]; then
    record_finding FAIL settings "$fault"
  else
    record_finding ok settings "every line of $DATA_DIR/config/settings.env can be read in one way"
  fi
}

examine_dns_name() {
  local host
  host=$(setting STRONGROOM_HOST)
  if getent hosts "$host" >/dev/null; then
    record_finding ok name "$host leads to $(getent hosts "$host" | awk '{ print $1; exit }')"
  else
    record_finding FAIL name "$host is not known to DNS here; add it to the firm's DNS"
  fi
}

examine_front_door() {
  local host port
  host=$(setting STRONGROOM_HOST)
  port=$(setting STRONGROOM_HTTPS_PORT)
  if curl --silent --fail --max-time 10 --noproxy '*' --cacert "$DATA_DIR/tls/ca.crt" --resolve "$host:$port:127.0.0.1" \
    "https://$host:$port/health/ready" >/dev/null 2>&1; then
    record_finding ok door "https://$host:$port/health/ready answers"
  else
    record_finding FAIL door "https://$host:$port/health/ready does not answer 200; type: strongroom logs nginx server"
  fi
}

# One line per check; exit code 1 when one fails.
show_doctor() {
  local line answer target verdict check found
  examine_containers
  examine_settings
  examine_size
  examine_disk 'the data' "$DATA_DIR"
  examine_encryption
  for target in "$(setting STRONGROOM_REPOSITORY_PLACE)" "$(setting STRONGROOM_FAR_REPOSITORY_PLACE)"; do
    # A server tells the appliance's own doctor whether it has room.
    if [[ $target == /* ]]; then
      examine_disk 'the target' "$target"
    fi
  done
  examine_dns_name
  examine_front_door
  answer=$(query_product doctor)
  if [[ $answer == null ]]; then
    record_finding FAIL appliance 'cannot be asked while the service "ops" is not running; type: strongroom start'
  elif [[ $(jq '[.findings[]?.ok] | all and . != []' <<<"$answer") != true ]]; then
    DOCTOR_FAILED=1
  fi
  if [[ -n $AS_JSON ]]; then
    doctor_json "$answer"
  else
    for line in "${DOCTOR_LINES[@]}"; do
      IFS='|' read -r verdict check found <<<"$line"
      printf '%-4s  %-12s%s\n' "$verdict" "$check" "$found"
    done
    if [[ $answer != null ]]; then
      compose exec -T ops node dist/ops/main.js doctor 2>/dev/null </dev/null || true
    fi
  fi
  return "$DOCTOR_FAILED"
}

# Prints host's and product's findings as one object. $1 the product's answer, which may be why it has none.
doctor_json() {
  printf '%s\n' "${DOCTOR_LINES[@]}" | jq --raw-input --null-input --compact-output --argjson appliance "$1" \
    '[inputs | split("|") | {check: .[1], ok: (.[0] != "FAIL"), says: (.[2:] | join("|"))}] as $host
      | {findings: ($host + ($appliance | if . == null then [] else .findings // [{check: "appliance", ok: false, says: .error}] end))}'
}
