# shellcheck shell=bash
# Replaces the data by a restored backup, in steps that a power cut may end anywhere: DATA_DIR/swapping names the folder
# of what was there before, from before the first step until the restored appliance is proven and healthy. That folder is called
# before-restore-TIME and the set's restore-TIME. In it, "opened" is there from right before people may come in: then it is finished, not
# undone. Sourced by restore.sh, never run.

RESTORE_PARTS=(postgres redis minio secrets tls)

# Replaces what is there, which is kept, by the restored backup. $1 fresh folder.
swap_in_backup() {
  local part file
  install --directory --mode 0700 "$RESTORE_PREVIOUS"
  # The copy first: a copy that a power cut ends is half of one, a rename is all or nothing.
  cp -a "$DATA_DIR/config" "$RESTORE_PREVIOUS/config"
  printf '%s\n' "${RESTORE_PREVIOUS##*/}" >"$DATA_DIR/swapping"
  # On the disk before the clock stands: whoever finds that it does must find what to put back.
  sync --file-system "$DATA_DIR"
  # Where the ops container sees it: its clock stands until this is final (ops/scheduler/restore-in-progress.ts).
  : >"$DATA_DIR/ops/restoring"
  sync "$DATA_DIR/ops/restoring" "$DATA_DIR/ops"
  for part in "${RESTORE_PARTS[@]}"; do
    if [[ -e $DATA_DIR/$part ]]; then
      mv "$DATA_DIR/$part" "$RESTORE_PREVIOUS/$part"
    fi
    mv "$1/set/$part" "$DATA_DIR/$part"
  done
  # The last full copy and the received WAL belong to the database that goes: what comes makes its own.
  for part in base log; do
    if [[ -e $DATA_DIR/ops/$part ]]; then
      mv "$DATA_DIR/ops/$part" "$RESTORE_PREVIOUS/ops-$part"
    fi
  done
  # This machine's own settings stay; what it lacks comes from the set. A bare machine takes the firm's name for itself.
  if is_empty_machine; then
    copy_setting "$1/set/config/settings.env" STRONGROOM_HOST
    copy_setting "$1/set/config/settings.env" STRONGROOM_ADMIN_EMAIL
  fi
  for file in "$1/set/config/"*; do
    if [[ $(basename "$file") != installed ]]; then
      cp -a --no-clobber "$file" "$DATA_DIR/config/"
    fi
  done
  # From here on a base or a log is one that the restored appliance made.
  : >"$RESTORE_PREVIOUS/swapped"
}

# Copies one setting from a set into this machine's settings. $1 the set's settings.env, $2 name.
copy_setting() {
  local line here=$DATA_DIR/config/settings.env
  line=$(grep -m 1 "^$2=" "$1") || return 0
  awk -v "name=$2=" -v "line=$line" 'index($0, name) == 1 { $0 = line } { print }' "$here" >"$here.new"
  cat "$here.new" >"$here"
  rm -f "$here.new"
}

# From here on people may come in, and what they do must stay. Keeps what the report needs when somebody else must write it.
mark_opened() {
  local mark=$RESTORE_PREVIOUS/opened
  # What they come in to is on the disk before the mark that keeps it.
  sync --file-system "$DATA_DIR"
  printf '%s\n' "$RESTORE_SNAPSHOT" "${RESTORE_AT:-}" "$((SECONDS - RESTORE_STARTED))" >"$mark.new"
  sync "$mark.new"
  mv "$mark.new" "$mark"
  sync "$RESTORE_PREVIOUS"
}

# What is there now stays: from here on nothing is put back. Leaves what was there before where it is kept.
commit_swap() {
  # In this order: a clock that stands must have somebody who starts it again.
  rm -f "$DATA_DIR/ops/restoring" "$DATA_DIR/swapping" "$RESTORE_PREVIOUS/swapped" "$RESTORE_PREVIOUS/opened"
}

# True when a restore ended in the middle, and what is there belongs to two times.
swap_was_interrupted() {
  [[ -s $DATA_DIR/swapping ]]
}

# True when people may have been in since: putting back would take what they filed.
was_opened() {
  swap_was_interrupted && [[ -e $DATA_DIR/$(<"$DATA_DIR/swapping")/opened ]]
}

# Ends a restore that was cut off: puts back what was there before and takes nothing of it, or finishes it when people were let in.
resolve_interrupted_restore() {
  if was_opened; then
    report_progress '    a restore was interrupted after people were let in: it is finished, and what they filed since stays'
    finish_interrupted_restore
  elif swap_was_interrupted; then
    report_progress '    putting back what was there before the restore'
    restore_previous
    rm -rf "$DATA_DIR"/restore-[0-9]*Z
  fi
  # A name that never reached the disk names nothing; the clock goes on all the same.
  rm -f "$DATA_DIR/ops/restoring" "$DATA_DIR/swapping"
}

# What was restored is proven and stays. May be ended anywhere and run again: the name of the folder goes last.
finish_interrupted_restore() {
  local stamp seconds RESTORE_AT RESTORE_PREVIOUS
  RESTORE_PREVIOUS=$DATA_DIR/$(<"$DATA_DIR/swapping")
  stamp=${RESTORE_PREVIOUS##*/before-restore-}
  { read -r RESTORE_SNAPSHOT && read -r RESTORE_AT && read -r seconds; } <"$RESTORE_PREVIOUS/opened"
  if [[ -d $DATA_DIR/restore-$stamp ]]; then
    write_restore_report "$stamp" "$seconds"
    # At once: a part of it would be taken for what the report is made of.
    mv "$DATA_DIR/restore-$stamp" "$DATA_DIR/restore-done"
  fi
  rm -rf "$DATA_DIR/restore-done"
  commit_swap
  remove_if_empty "$RESTORE_PREVIOUS"
}

# Puts back what was there before; the restored parts go back to the folder they came from. May itself be ended anywhere and run
# again: a part that is still kept aside is put back, whatever lies in its place.
restore_previous() {
  local kept fresh part
  kept=$DATA_DIR/$(<"$DATA_DIR/swapping")
  fresh=$DATA_DIR/${kept##*/before-}
  compose down --timeout 60 >/dev/null 2>&1 || true
  # Whoever undoes it although the door was open has reason to, and does it to the end.
  rm -f "$kept/opened"
  sync "$kept"
  if [[ -e $kept/swapped ]]; then
    rm -rf "$DATA_DIR/ops/base" "$DATA_DIR/ops/log"
    rm -f "$kept/swapped"
  fi
  for part in "${RESTORE_PARTS[@]}"; do
    # What the set's folder lacks is in place, even where there was nothing before.
    if [[ -d $fresh/set && ! -e $fresh/set/$part && -e $DATA_DIR/$part ]]; then
      mv "$DATA_DIR/$part" "$fresh/set/$part"
    fi
    restore_part "$kept/$part" "$DATA_DIR/$part"
  done
  for part in base log; do
    restore_part "$kept/ops-$part" "$DATA_DIR/ops/$part"
  done
  # The settings are never away: without them nothing here could go on.
  for part in "$DATA_DIR/config/"*; do
    [[ -e $kept/config/${part##*/} ]] || rm -rf "$part"
  done
  cp -a "$kept/config/." "$DATA_DIR/config/"
  rm -f "$DATA_DIR/ops/restoring" "$DATA_DIR/swapping"
  rm -rf "$kept"
}

# Puts what is kept aside back in its place, if it is not there yet. $1 where it is kept, $2 its place.
restore_part() {
  if [[ -e $1 ]]; then
    rm -rf "$2"
    mv "$1" "$2"
  fi
}
