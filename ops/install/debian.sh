# shellcheck shell=bash
# What the machine's own Debian says: release, mirror, packages. Sourced, never run.
# The mirror comes from the machine, so that a firm's own mirror simply works.

# Prints a field of os-release. $1 field name.
os_release() {
  (
    # shellcheck source=/dev/null
    . /etc/os-release
    printf '%s' "${!1:-}"
  )
}

# Prints "URI SUITE" for every configured source of packages. apt reads both formats of its sources for us.
apt_sources() {
  # shellcheck disable=SC2016 # the format is apt's, not the shell's
  apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' 2>/dev/null | sort -u
}

# Prints the real URI behind "mirror+file:/path" entries, which cloud images of Debian use.
resolve_mirror() {
  if [[ $1 == mirror+file:* ]]; then
    local list=${1#mirror+file:}
    awk '!/^#/ && NF { print $1; exit }' "/${list##*(/)}"
  else
    printf '%s\n' "$1"
  fi
}

# Prints the mirror that serves the machine's own release. Returns 1 when there is none.
debian_mirror() {
  local found
  found=$(apt_sources | awk -v suite="$(os_release VERSION_CODENAME)" '$2 == suite { print $1 }' \
    | grep -E '/debian/?$' | head -n 1)
  [[ -n $found ]] && resolve_mirror "$found"
}

# Prints the mirror of security updates, or nothing when the machine has none configured.
debian_security_mirror() {
  local found
  found=$(apt_sources | awk -v suite="$(os_release VERSION_CODENAME)-security" '$2 == suite { print $1; exit }')
  if [[ -n $found ]]; then
    resolve_mirror "$found"
  fi
}

# Refreshes the package lists. A third-party source that does not answer must not stop the installation,
# so only the later install of a package decides.
apt_update() {
  run_logged 'reading the package lists' apt-get -q update || true
}

# Installs packages without asking questions. Retries once after refreshing the lists. Args: apt-get install arguments.
apt_install() {
  local -a command=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Options::=--force-confold
    -o DPkg::Lock::Timeout=120 install --no-install-recommends "$@")
  if ! "${command[@]}" --simulate >/dev/null 2>&1; then
    apt_update
  fi
  run_logged "installing $*" "${command[@]}"
}

# Installs the packages that bring a command when it is missing. $1 command, $2 package.
ensure_command() {
  if ! command -v "$1" >/dev/null; then
    report_progress "    $1 is missing; installing Debian's package $2"
    apt_install "$2" || fail "Debian's package $2 could not be installed." "Check the machine's apt sources with \"apt-get update\"; or, without a mirror, install the package by hand; then run this again."
  fi
}
