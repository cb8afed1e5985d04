# shellcheck shell=bash
# How much of the machine the services may take: sizes/*.env, and what the firm set otherwise in settings.env. Sourced by compose.sh.

# From the smallest up.
SIZES=(small medium large)

# Prints the file of a size. $1 size.
size_file() {
  printf '%s/sizes/%s.env' "$INSTALL_DIR" "$1"
}

# Prints one value of a size. $1 size, $2 name.
size_value() {
  sed -n "s/^$2=//p" "$(size_file "$1")"
}

# Prints how far up a size is: 0 for the smallest, nothing where there is no such size. $1 size.
size_rank() {
  local rank
  for rank in "${!SIZES[@]}"; do
    [[ ${SIZES[rank]} != "$1" ]] || printf '%d' "$rank"
  done
}

# Prints the installation's size.
installed_size() {
  local size
  size=$(setting STRONGROOM_SIZE)
  printf '%s' "${size:-${SIZES[0]}}"
}

# Prints what the machine has, in MiB.
machine_memory() {
  awk '/^MemTotal:/ { print int($2 / 1024) }' /proc/meminfo
}

# Prints what this machine has, as the rest of a sentence.
describe_machine() {
  printf 'this machine has %d cores and %d MB' "$(nproc)" "$(machine_memory)"
}

# Prints the largest size for which this machine has the cores and the memory; the smallest, where it has them for none.
fitting_size() {
  local size fits=${SIZES[0]} cores memory
  cores=$(nproc)
  memory=$(machine_memory)
  for size in "${SIZES[@]}"; do
    if ((cores >= $(size_value "$size" MACHINE_CORES) && memory >= $(size_value "$size" MACHINE_MEMORY))); then
      fits=$size
    fi
  done
  printf '%s' "$fits"
}

# Prints the names of what a size sets, one a line.
size_names() {
  sed -n 's/^\(STRONGROOM_[A-Z_]*\)=.*/\1/p' "$(size_file "${SIZES[0]}")"
}

# Prints what the firm set otherwise, as lines of settings.env.
size_overrides() {
  local name value
  while read -r name; do
    value=$(setting "$name")
    [[ -z $value ]] || printf '%s=%s\n' "$name" "$value"
  done < <(size_names)
}

# Prints what counts of a name that a size sets. $1 size, $2 name.
sized_setting() {
  local value
  value=$(setting "$2")
  printf '%s' "${value:-$(size_value "$1" "$2")}"
}

# Prints how many sandboxes there are to be.
count_sandboxes() {
  sized_setting "$(installed_size)" STRONGROOM_SANDBOXES
}
