# shellcheck shell=bash
# Tells the server which networks are the appliance's: it sees those alone in which it stands. What the host's addresses are the
# host's kernel says to it (docker-compose.prod.yml). Sourced by wait-for-services.sh, never run.

# Makes the file that the server's container has mounted before there is a container.
create_own_networks() {
  local file=$DATA_DIR/config/own-networks
  if [[ ! -f $file ]]; then
    # The engine makes a folder of what it mounts and does not find.
    [[ ! -d $file ]] || rmdir "$file"
    install --mode 0640 --owner 0 --group 10000 /dev/null "$file"
  fi
}

# Writes the networks of the project into the file itself: another one in its place would not be the one that a running container
# has. They change only when services are started.
write_own_networks() {
  local networks
  networks=$(list_own_networks | sort --unique)
  if [[ $networks != "$(<"$DATA_DIR/config/own-networks")" ]]; then
    printf '%s\n' "$networks" >"$DATA_DIR/config/own-networks"
  fi
}

# Prints them as CIDR, one a line.
list_own_networks() {
  docker network ls --quiet --filter "label=com.docker.compose.project=$PROJECT" \
    | xargs --no-run-if-empty docker network inspect | jq --raw-output '.[].IPAM.Config[]? | .Subnet // empty'
}
