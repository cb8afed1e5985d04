# shellcheck shell=bash
# Puts a restored set in the place of what is there, in steps that a power cut may end anywhere: DATA_DIR/swapping names the folder
# of what was there before, from before the first step until the restored appliance is proven and healthy. That folder is called
# before-restore-TIME and the set's restore-TIME. Sourced by restore.sh, never run.

RESTORE_PARTS=(postgres redis minio secrets tls)

# Puts the set in the place of what is there, which is kept. $1 fresh folder.
swap_in() {
  local part file
  install --directory --mode 0700 "$RESTORE_KEPT"
  # The copy first: a copy that a power cut ends is half of one, a rename is all or nothing.
  cp -a "$DATA_DIR/config" "$RESTORE_KEPT/config"
  printf '%s\n' "${RESTORE_KEPT##*/}" >"$DATA_DIR/swapping"
  # Where the ops container sees it: its clock stands until this is final (ops/being-restored.ts).
  : >"$DATA_DIR/ops/restoring"
  sync --file-system "$DATA_DIR"
  for part in "${RESTORE_PARTS[@]}"; do
    if [[ -e $DATA_DIR/$part ]]; then
      mv "$DATA_DIR/$part" "$RESTORE_KEPT/$part"
    fi
    mv "$1/set/$part" "$DATA_DIR/$part"
  done
  # The last whole copy and the received log belong to the database that goes: what comes makes its own.
  for part in base log; do
    if [[ -e $DATA_DIR/ops/$part ]]; then
      mv "$DATA_DIR/ops/$part" "$RESTORE_KEPT/ops-$part"
    fi
  done
  # This machine's own settings stay; what it lacks comes from the set. A bare machine takes the firm's name for itself.
  if is_bare; then
    take_setting "$1/set/config/settings.env" STRONGROOM_HOST
    take_setting "$1/set/config/settings.env" STRONGROOM_ADMIN_EMAIL
  fi
  for file in "$1/set/config/"*; do
    if [[ $(basename "$file") != installed ]]; then
      cp -a --no-clobber "$file" "$DATA_DIR/config/"
    fi
  done
  # From here on a base or a log is one that the restored appliance made.
  : >"$RESTORE_KEPT/swapped"
}

# Copies one setting from a set into this machine's settings. $1 the set's settings.env, $2 name.
take_setting() {
  local line here=$DATA_DIR/config/settings.env
  line=$(grep -m 1 "^$2=" "$1") || return 0
  awk -v "name=$2=" -v "line=$line" 'index($0, name) == 1 { $0 = line } { print }' "$here" >"$here.new"
  cat "$here.new" >"$here"
  rm -f "$here.new"
}

# What is there now stays: from here on nothing is put back. Leaves what was there before where it is kept.
swap_is_final() {
  # In this order: a clock that stands must have somebody who starts it again.
  rm -f "$DATA_DIR/ops/restoring" "$DATA_DIR/swapping" "$RESTORE_KEPT/swapped"
}

# True when a restore ended in the middle, and what is there belongs to two times.
swap_was_interrupted() {
  [[ -s $DATA_DIR/swapping ]]
}

# Puts back what was there before a restore that was cut off, and takes nothing of that restore.
put_back_interrupted() {
  swap_was_interrupted || return 0
  say '    putting back what was there before the restore'
  put_back
  rm -rf "$DATA_DIR"/restore-[0-9]*Z
}

# Puts back what was there before; the restored parts go back to the folder they came from. May itself be ended anywhere and run
# again: a part that is still kept aside is put back, whatever lies in its place.
put_back() {
  local kept fresh part
  kept=$DATA_DIR/$(<"$DATA_DIR/swapping")
  fresh=$DATA_DIR/${kept##*/before-}
  compose down --timeout 60 >/dev/null 2>&1 || true
  if [[ -e $kept/swapped ]]; then
    rm -rf "$DATA_DIR/ops/base" "$DATA_DIR/ops/log"
    rm -f "$kept/swapped"
  fi
  for part in "${RESTORE_PARTS[@]}"; do
    # What the set's folder lacks is in place, even where there was nothing before.
    if [[ -d $fresh/set && ! -e $fresh/set/$part && -e $DATA_DIR/$part ]]; then
      mv "$DATA_DIR/$part" "$fresh/set/$part"
    fi
    take_back "$kept/$part" "$DATA_DIR/$part"
  done
  for part in base log; do
    take_back "$kept/ops-$part" "$DATA_DIR/ops/$part"
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
take_back() {
  if [[ -e $1 ]]; then
    rm -rf "$2"
    mv "$1" "$2"
  fi
}
