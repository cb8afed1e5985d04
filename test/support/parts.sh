# shellcheck shell=bash
# What each part of test.sh does. Sourced, never run.

# Where the tests of part unit are: beside their sources, and those of the repository itself.
UNIT_TESTS=('dist/{core,server,worker,ops}/**/*.test.js' 'dist/test/unit/**/*.test.js')

# Node of the lockfile; the machine may have another or none.
use_node() {
  PATH=$(echo "$SOURCE_DIR"/node_modules/node-linux-*/bin):$SOURCE_DIR/node_modules/.bin:$PATH
  export PATH
}

# Builds the images that the chosen parts need.
make_images() {
  local -a wanted=("${IMAGES_TEST[@]}")
  if chosen_any monitoring ops stack; then
    wanted+=("${IMAGES_MONITORING[@]}")
  fi
  if chosen_any api worker ops journeys stack; then
    wanted+=("${IMAGES_PRODUCT[@]}")
  fi
  build_images '' "${wanted[@]}"
}

# Sees to it that node_modules is what the lockfile says: out of the tools image, so that this machine needs no npm.
take_modules() {
  local container image
  image=strongroom/tools:$(product_version)
  if ! modules_match; then
    printf 'taking node_modules out of %s\n' "$image"
    container=$(docker create "$image" true) || return 1
    rm -rf node_modules
    docker cp --quiet "$container:/opt/strongroom/node_modules" node_modules || return 1
    docker rm --force "$container" >/dev/null
  fi
  modules_match || fail 'node_modules is not what package-lock.json says.' 'Type: rm -rf node_modules; ./test.sh'
  if ! "$(echo node_modules/node-linux-*/bin/node)" --version >/dev/null 2>&1; then
    apt_install libatomic1 libstdc++6 || fail 'Node needs libatomic1 and libstdc++6.' 'Type: apt-get install libatomic1 libstdc++6'
  fi
}

# True when every package of the lockfile is there at its version. Node itself is one of them.
modules_match() {
  local node
  node=$(echo node_modules/node-linux-*/bin/node)
  [[ -x $node && -f node_modules/.package-lock.json ]] || return 1
  "$node" --version >/dev/null 2>&1 || { apt_install libatomic1 libstdc++6 && "$node" --version >/dev/null; } || return 1
  # shellcheck disable=SC2016 # the dollar signs are JavaScript's
  "$node" --input-type=commonjs --eval '
    const read = (file) => JSON.parse(require("node:fs").readFileSync(file, "utf8")).packages;
    const [wanted, there] = [read("package-lock.json"), read("node_modules/.package-lock.json")];
    const missing = Object.entries(wanted).filter(([path, { version, optional }]) =>
      path !== "" && !(optional && !there[path]) && there[path]?.version !== version);
    process.exit(missing.length === 0 ? 0 : 1);'
}

compile() {
  use_node
  rm -rf dist
  node --run build
}

part_format() {
  use_node
  node --run format
}

part_lint() {
  use_node
  node --run lint
}

part_rules() {
  use_node
  node --run rules
}

part_unused() {
  use_node
  node --run unused
}

# Prints every shell script of the repository, with or without the ending.
shell_scripts() {
  find . \( -name node_modules -o -name dist -o -name .git -o -name coverage \) -prune -o -type f -print0 \
    | xargs -0 awk 'FNR == 1 && /^#!.*(bash|\/sh)|^# shellcheck shell=/ { print FILENAME } FNR > 1 { nextfile }' | sort
}

part_shell() {
  local -a scripts=()
  mapfile -t scripts < <(shell_scripts)
  printf '%d shell scripts\n' "${#scripts[@]}"
  ((${#scripts[@]} > 10)) || return 1
  in_tools shellcheck --external-sources "${scripts[@]}" && in_tools shfmt --diff --indent 2 --case-indent --binary-next-line "${scripts[@]}"
}

part_monitoring() {
  check_twice monitoring ops/monitoring/check.sh
}

part_unit() { run_tests unit "${UNIT_TESTS[@]}"; }
part_gates() { run_tests gates 'dist/test/gates/**/*.test.js'; }
part_api() { run_tests_twice api 'dist/test/api/**/*.test.js'; }
part_worker() { run_tests_twice worker 'dist/test/worker/**/*.test.js'; }
part_ops() { run_tests_twice ops 'dist/test/ops/**/*.test.js'; }

# In this order: the appliance is installed, lost and brought back twice, given a large file, and then every document there is.
# Each of them installs it by itself where no other did, so that one alone can be repeated.
part_stack() {
  run_tests_twice stack \
    dist/test/stack/{first-day/first-day,worst-day/worst-day,large-files/large-files,every-document/every-document}.test.js
}

# The browser is in the tools image, so these tests run there, beside the services of this machine. It is kept from hearing of networks
# that come and go: the parts beside make and remove them, and Chromium drops what it is loading then (ERR_NETWORK_CHANGED).
part_journeys() {
  # shellcheck disable=SC2034 # run-tests.sh reads it
  local -a RUN_IN=(in_tools) TOOLS_OPTIONS=(
    --security-opt "seccomp=$SOURCE_DIR/test/journeys/no-netlink.json"
    --env MOCHA_RECORD --env TEST_PICTURE --env STRONGROOM_LOG_LEVEL
  )
  run_tests_twice journeys 'dist/test/journeys/**/*.test.js'
}

# What in_tools gives to Docker besides.
TOOLS_OPTIONS=()

# Runs a command in the tools image as if it were this machine: same checkout, same network, same processes, same Docker.
in_tools() {
  docker run --rm --network host --pid host --ipc host --label "strongroom.test=$$" \
    --volume "$SOURCE_DIR:$SOURCE_DIR" --volume /tmp:/tmp --volume /var/run/docker.sock:/var/run/docker.sock \
    --workdir "$SOURCE_DIR" "${TOOLS_OPTIONS[@]}" "strongroom/tools:$(product_version)" "$@"
}
