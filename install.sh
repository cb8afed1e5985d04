#!/bin/bash
# Installs Strongroom: ./install.sh --yes --repository PATH. Reads as a table of contents; the steps are in ops/install/.
# Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed). Run it again at any time.
set -euo pipefail
SOURCE_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
INSTALL_DIR=$SOURCE_DIR/ops/install
# shellcheck source=ops/install/engine.sh
. "$INSTALL_DIR/engine.sh"
# shellcheck source=ops/install/images.sh
. "$INSTALL_DIR/images.sh"
# shellcheck source=ops/install/releases.sh
. "$INSTALL_DIR/releases.sh"
# shellcheck source=ops/install/compose.sh
. "$INSTALL_DIR/compose.sh"
# shellcheck source=ops/install/flags.sh
. "$INSTALL_DIR/flags.sh"
# shellcheck source=ops/install/settings.sh
. "$INSTALL_DIR/settings.sh"
# shellcheck source=ops/install/checks.sh
. "$INSTALL_DIR/checks.sh"
# shellcheck source=ops/install/prepare.sh
. "$INSTALL_DIR/prepare.sh"
# shellcheck source=ops/install/certificates.sh
. "$INSTALL_DIR/certificates.sh"
# shellcheck source=ops/install/services.sh
. "$INSTALL_DIR/services.sh"
# shellcheck source=ops/install/report.sh
. "$INSTALL_DIR/report.sh"
# shellcheck source=ops/install/run-steps.sh
. "$INSTALL_DIR/run-steps.sh"

# Build secrets must not outlive the build, a dry run's settings the look, a restore's keys the restore, nor the CA's key its
# signatures, however they end.
# A signal that comes again must not end what removes them.
trap 'trap "" HUP INT TERM; rm -rf "$IMAGES_SECRETS" "$DRY_RUN_DIR" "${CA_WORK_DIR:-}"; [[ -z ${RESTORE_KEYS:-} ]] || remove_keys' EXIT

parse_flags "$@"
resolve_settings
prompt_for_missing
check_everything
show_summary
confirm_install

lock_installation
step 'Docker engine' install_engine
step 'Images' install_images
if [[ $RESTORE == list ]]; then
  step 'List of the backups' list_backups_here
  exit 0
elif [[ -n $RESTORE_DRY ]]; then
  step "Look at $RESTORE" dry_run_restore_here
  exit 0
fi
step 'Directories and settings' prepare_installation
if [[ -n $RESTORE ]]; then
  step "Restore of $RESTORE" restore_snapshot
else
  step 'Secrets' create_secrets
fi
step 'Certificates' create_certificates
step 'Database, queue and object storage' start_data_services
step 'Migrations' migrate
step 'Backup repository' init_repository
step 'Administrator' create_administrator
step 'All services' start_services
step 'Smoke test' smoke_test
step 'First backup' create_first_backup
step 'Host command' install_host_command
finish
# Some documents came back without their original: the report says which.
((${RESTORE_LOST_DOCUMENTS:-0} == 0)) || exit 1
