# shellcheck shell=bash
# strongroom snapshots: the list of backups. Sourced, never run.

# Through the appliance while it runs, which knows what was proven; else from the targets themselves.
list_snapshots() {
  if service_runs ops; then
    in_ops snapshots ${RESTORE_TARGET:+--target "$RESTORE_TARGET"}
    return
  fi
  [[ -z $RECOVERY_KEY_FILE || -r $RECOVERY_KEY_FILE ]] || refuse "The recovery key file $RECOVERY_KEY_FILE cannot be read. Name another file."
  list_backups_at_targets
}
