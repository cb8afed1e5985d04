# shellcheck shell=bash
# The Docker engine: found, installed, started, and started again after a reboot. Sourced, never run.
# install.sh, test.sh and ops/strongroom call ensure_engine.

INSTALL_DIR=${INSTALL_DIR:-$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)}
# shellcheck source=report-progress.sh
. "$INSTALL_DIR/report-progress.sh"
# shellcheck source=debian.sh
. "$INSTALL_DIR/debian.sh"

ENGINE_MINIMUM=25 # start_interval of health checks needs it
ENGINE_LOG=/var/log/dockerd.log
ENGINE_SOURCES=/etc/apt/sources.list.d/strongroom-trixie.sources
ENGINE_PINNING=/etc/apt/preferences.d/strongroom-trixie
ENGINE_PACKAGES=(docker.io docker-cli docker-compose docker-buildx)

# True when an engine answers.
engine_answers() {
  command -v docker >/dev/null && timeout 20 docker info >/dev/null 2>&1
}

# Prints the major version of the answering engine.
engine_major() {
  docker version --format '{{.Server.Version}}' 2>/dev/null | cut -d. -f1
}

# True when the engine, Compose v2 and buildx are all there and new enough.
engine_complete() {
  engine_answers \
    && (($(engine_major) >= ENGINE_MINIMUM)) \
    && docker compose version >/dev/null 2>&1 \
    && docker buildx version >/dev/null 2>&1
}

# True when the programs are installed, whether or not they run.
engine_installed() {
  command -v docker >/dev/null && command -v dockerd >/dev/null \
    && docker compose version >/dev/null 2>&1 \
    && docker buildx version >/dev/null 2>&1
}

# Makes Debian 13's engine available on Debian 12 and nothing else of it: every other package stays below the priority
# at which apt would take it, so that what the engine needs comes from the machine's own release.
engine_add_trixie() {
  local mirror
  mirror=$(debian_mirror) || fail 'No Debian mirror stands in the apt sources of this machine.' \
    'Add one to /etc/apt/sources.list and run this again.'
  printf 'Types: deb\nURIs: %s\nSuites: trixie\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n' \
    "$mirror" >"$ENGINE_SOURCES"
  printf 'Package: *\nPin: release n=trixie\nPin-Priority: 90\n\nPackage: %s\nPin: release n=trixie\nPin-Priority: 500\n' \
    "${ENGINE_PACKAGES[*]}" >"$ENGINE_PINNING"
  apt_update
}

# Prints the installed packages that installing the engine would replace by another version. Our engine must not change the
# release of the firm's machine: Debian 13's C library would come with its base files.
engine_would_replace() {
  apt-get -s install --no-install-recommends "${ENGINE_PACKAGES[@]}" 2>/dev/null \
    | awk '$1 == "Inst" && $3 ~ /^\[/ && $2 !~ /^docker/ { print $2 }'
}

# Installs engine, client, Compose v2 and buildx from Debian.
engine_install() {
  local replaced
  if [[ $(os_release VERSION_ID) == 12 ]]; then
    engine_add_trixie
    replaced=$(engine_would_replace | tr '\n' ' ')
    [[ -z $replaced ]] || fail "Installing the Docker engine would replace packages of this machine: $replaced" \
      'Install Docker Engine 25 or newer, Compose v2 and buildx yourself, then run this again.'
  fi
  apt_install iptables ca-certificates "${ENGINE_PACKAGES[@]}" \
    || fail 'The Docker engine could not be installed from Debian.' 'Check the apt sources with: apt-get update'
}

# Sees to it that the engine comes back after a reboot of the machine.
engine_enable_at_boot() {
  if [[ -d /run/systemd/system ]]; then
    systemctl enable docker.service >/dev/null 2>&1 || true
  elif [[ -x /etc/init.d/docker ]] && command -v update-rc.d >/dev/null; then
    update-rc.d docker defaults >/dev/null 2>&1 || true
  elif [[ -d /etc/cron.d ]]; then
    printf '@reboot root setsid dockerd >>%s 2>&1\n' "$ENGINE_LOG" >/etc/cron.d/strongroom-engine
  fi
}

# Waits until the engine answers. $1 seconds, $2 a condition without which there is nothing to wait for. Returns 1 when it does not answer.
engine_wait() {
  local deadline=$((SECONDS + $1)) worthwhile=${2:-true}
  until engine_answers; do
    if ((SECONDS >= deadline)) || ! "$worthwhile"; then
      return 1
    fi
    sleep 1
  done
}

# Becomes a command that does not hold the files this program has open: a daemon would keep our lock and our reader's pipe
# for ever. Call it in a subshell or with "&".
exec_detached() {
  local descriptor
  for descriptor in /proc/self/fd/*; do
    descriptor=${descriptor##*/}
    if ((descriptor > 2)); then
      eval "exec $descriptor>&-"
    fi
  done
  exec "$@" </dev/null >>"$ENGINE_LOG" 2>&1
}

# Starts dockerd without any service manager. The kernel decides whether nftables' or the older
# iptables works, so the second is tried when the first does not.
engine_start_by_hand() {
  rm -f /var/run/docker.pid
  exec_detached setsid dockerd &
  if engine_wait 40; then
    return 0
  fi
  if grep -q -i iptables "$ENGINE_LOG" && command -v update-alternatives >/dev/null; then
    report_progress "    the engine did not accept this machine's iptables; trying the older kind"
    update-alternatives --set iptables /usr/sbin/iptables-legacy >/dev/null 2>&1 || true
    update-alternatives --set ip6tables /usr/sbin/ip6tables-legacy >/dev/null 2>&1 || true
    exec_detached setsid dockerd &
    engine_wait 40
    return
  fi
  return 1
}

# True when an engine's process is there, whether or not it answers yet. One that has ended and whom nobody
# has buried (state Z) does not count.
engine_process_runs() {
  grep --quiet --no-messages '^[0-9]* (dockerd) [^ZX]' /proc/[0-9]*/stat
}

# Starts an installed engine. Returns 1 when it does not answer in time.
engine_start() {
  # A second engine on the same data would harm the first, which may only be slow. One that is ending is waited for and followed.
  if engine_process_runs; then
    engine_wait 60 engine_process_runs && return
    ! engine_process_runs || return 1
  fi
  if [[ -d /run/systemd/system ]]; then
    systemctl start docker.service >/dev/null 2>&1 || true
    engine_wait 60
    return
  fi
  if [[ -x /etc/init.d/docker ]]; then
    # In a container its limits cannot be raised and the script gives up at once.
    if (exec_detached service docker start) && engine_wait 15; then
      return 0
    fi
    (exec_detached service docker stop) || true
  fi
  engine_start_by_hand
}

# Promise: afterwards `docker`, `docker compose` and `docker buildx` work against an engine of at least
# ENGINE_MINIMUM, which starts by itself at boot, and `jq` is there. Changes nothing when that is so already.
# $1 "no-install": refuse (exit 3) rather than install an engine.
ensure_engine() {
  # Whatever asks the product for something reads the answer with it.
  ensure_command jq jq
  if engine_complete; then
    return 0
  fi
  if engine_answers && (($(engine_major) < ENGINE_MINIMUM)); then
    refuse "The Docker engine on this machine is version $(engine_major); Strongroom needs $ENGINE_MINIMUM or newer. Upgrade it, then run this again."
  fi
  if ! engine_installed && [[ ${1:-} == no-install ]]; then
    refuse 'Docker Engine, Compose v2 or buildx is missing and --no-docker-install forbids installing it. Install them, or leave that flag out.'
  fi
  if ! engine_installed; then
    report_progress '    installing Docker Engine, Compose v2 and buildx from Debian'
    engine_install
  fi
  engine_enable_at_boot
  engine_answers || engine_start || fail 'The Docker engine was installed but does not start.' "Read the end of $ENGINE_LOG (or: journalctl -u docker)."
  engine_complete || fail 'The Docker engine runs, but Compose v2 or buildx does not.' 'Type: docker compose version; docker buildx version'
}
