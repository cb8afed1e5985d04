# shellcheck shell=bash
# shellcheck disable=SC2034 # parse-command.sh and ops/strongroom read these tables
# The commands of strongroom: help, words, flags and what runs each. Sourced, never run.
# Generated from ops/cli/host-commands.ts by "npm run commands". Do not edit it by hand.

COMMAND_NAMES=('status' 'doctor' 'logs' 'start' 'stop' 'migrate' 'backup' 'snapshots' 'check' 'rehearse' 'rehearsals' 'dump' 'prune' 'accept-changes' 'remove-bytes' 'recovery-key check' 'recovery-key sheet' 'recovery-key rotate' 'restore' 'restore-matter' 'read-only' 'export' 'audit verify' 'verify-audit' 'wall-proof' 'create-administrator' 'people reset-password')
# Flags that take a value, whatever the command; and letters that stand for a flag.
VALUE_FLAGS=' data-dir project tail since until target recovery-key-file read-data-subset repository credentials-file at document snapshot matter key head '
SHORT_FLAGS=' h=help f=follow n=tail t=timestamps '
# The bash function, or "in_ops" and the command of the product.
declare -A COMMAND_RUNS=(
  [status]='show_status'
  [doctor]='show_doctor'
  [logs]='show_logs'
  [start]='start_after_interruption'
  [stop]='stop_all'
  [migrate]='in_ops migrate'
  [backup]='in_ops backup'
  [snapshots]='list_snapshots'
  [check]='in_ops check'
  [rehearse]='in_ops rehearse'
  [rehearsals]='in_ops rehearsals'
  [dump]='in_ops dump'
  [prune]='prune_targets'
  ['accept-changes']='in_ops accept-changes'
  ['remove-bytes']='in_ops remove-bytes'
  ['recovery-key check']='recovery_key_check'
  ['recovery-key sheet']='recovery_key_sheet'
  ['recovery-key rotate']='recovery_key_rotate'
  [restore]='restore_stopped'
  ['restore-matter']='in_ops restore-matter'
  ['read-only']='read_only'
  [export]='export_to_folder'
  ['audit verify']='in_ops audit-verify'
  ['verify-audit']='verify_audit'
  ['wall-proof']='run_access_probe'
  ['create-administrator']='create_another_administrator'
  ['people reset-password']='in_ops reset-password'
)

# What must be there: an installation, or its running service "ops" as well.
declare -A COMMAND_NEEDS=(
  [status]='installation'
  [doctor]='installation'
  [logs]='installation'
  [start]='installation'
  [stop]='installation'
  [migrate]='ops'
  [backup]='ops'
  [snapshots]='installation'
  [check]='ops'
  [rehearse]='ops'
  [rehearsals]='ops'
  [dump]='ops'
  [prune]='ops'
  ['accept-changes']='ops'
  ['remove-bytes']='ops'
  ['recovery-key check']='ops'
  ['recovery-key sheet']='ops'
  ['recovery-key rotate']='ops'
  [restore]='installation'
  ['restore-matter']='ops'
  ['read-only']='installation'
  [export]='installation'
  ['audit verify']='ops'
  ['verify-audit']='installation'
  ['wall-proof']='ops'
  ['create-administrator']='ops'
  ['people reset-password']='ops'
)

# Words in their order; "?" may be left out, "*" may be given many times.
declare -A COMMAND_WORDS=(
  [status]=''
  [doctor]=''
  [logs]='SERVICE*'
  [start]=''
  [stop]=''
  [migrate]=''
  [backup]=''
  [snapshots]=''
  [check]=''
  [rehearse]=''
  [rehearsals]=''
  [dump]=''
  [prune]=''
  ['accept-changes']=''
  ['remove-bytes']=''
  ['recovery-key check']=''
  ['recovery-key sheet']=''
  ['recovery-key rotate']=''
  [restore]='SNAPSHOT?'
  ['restore-matter']='NUMBER'
  ['read-only']='SNAPSHOT?'
  [export]='FOLDER'
  ['audit verify']=''
  ['verify-audit']='FILE'
  ['wall-proof']='EMAIL NUMBER'
  ['create-administrator']='EMAIL'
  ['people reset-password']='EMAIL'
)

# Flags; after "=" the only values there are.
declare -A COMMAND_FLAGS=(
  [status]='json data-dir project help'
  [doctor]='json data-dir project help'
  [logs]='follow tail since until timestamps data-dir project help'
  [start]='json data-dir project help'
  [stop]='json data-dir project help'
  [migrate]='json data-dir project help'
  [backup]='json data-dir project help'
  [snapshots]='target=near|far recovery-key-file json data-dir project help'
  [check]='read-data-subset json data-dir project help'
  [rehearse]='target=near|far|next json data-dir project help'
  [rehearsals]='json data-dir project help'
  [dump]='json data-dir project help'
  [prune]='target=near|far repository credentials-file json data-dir project help'
  ['accept-changes']='target=near|far json data-dir project help'
  ['remove-bytes']='json data-dir project help'
  ['recovery-key check']='recovery-key-file json data-dir project help'
  ['recovery-key sheet']='recovery-key-file json data-dir project help'
  ['recovery-key rotate']='recovery-key-file json data-dir project help'
  [restore]='at target=near|far recovery-key-file dry-run without-damaged accept-damage yes json data-dir project help'
  ['restore-matter']='document snapshot target=near|far json data-dir project help'
  ['read-only']='end target=near|far recovery-key-file without-damaged json data-dir project help'
  [export]='matter json data-dir project help'
  ['audit verify']='json data-dir project help'
  ['verify-audit']='key head json data-dir project help'
  ['wall-proof']='json data-dir project help'
  ['create-administrator']='json data-dir project help'
  ['people reset-password']='json data-dir project help'
)

declare -A COMMAND_EXAMPLE=(
  [status]='strongroom status'
  [doctor]='strongroom doctor'
  [logs]='strongroom logs worker --follow'
  [start]='strongroom start'
  [stop]='strongroom stop'
  [migrate]='strongroom migrate'
  [backup]='strongroom backup'
  [snapshots]='strongroom snapshots --target far'
  [check]='strongroom check --read-data-subset 10%'
  [rehearse]='strongroom rehearse --target next'
  [rehearsals]='strongroom rehearsals --json'
  [dump]='strongroom dump'
  [prune]='strongroom prune --target far --credentials-file FILE'
  ['accept-changes']='strongroom accept-changes --target near'
  ['remove-bytes']='strongroom remove-bytes'
  ['recovery-key check']='strongroom recovery-key check'
  ['recovery-key sheet']='strongroom recovery-key sheet | lp'
  ['recovery-key rotate']='strongroom recovery-key rotate'
  [restore]='strongroom restore latest'
  ['restore-matter']='strongroom restore-matter 2026-0042'
  ['read-only']='strongroom read-only --end'
  [export]='strongroom export /mnt/usb/export'
  ['audit verify']='strongroom audit verify'
  ['verify-audit']='strongroom verify-audit audit.jsonl --key FINGERPRINT'
  ['wall-proof']='strongroom wall-proof jane@firm.example 2026-0042'
  ['create-administrator']='strongroom create-administrator it@firm.example'
  ['people reset-password']='strongroom people reset-password jane@firm.example'
)

# Prints the list of commands.
print_help() {
  cat <<'HELP'
Usage: strongroom COMMAND [WORD...] [FLAG...]

State:
  status                         Show the state of the appliance at a glance.
  doctor                         Look at everything that usually goes wrong, one line each.
  logs [SERVICE...]              Print the services' logs.

Start and stop:
  start                          Start everything. A restore that was interrupted is finished or undone first.
  stop                           Stop everything. Nothing is deleted.
  migrate                        Bring the database and the object storage to this version.

Backups:
  backup                         Make a backup now and check it.
  snapshots                      List the backups of every target, oldest first, with the time of the last
                                 proof.
  check                          Check the structure of every target's repository, and a part of its data when
                                 asked.
  rehearse                       Restore the newest backup into scratch space and prove it. Nobody notices.
  rehearsals                     List the restores that were proven, newest first, each with its signature.
  dump                           Store the database at every target as plain SQL, for a reader without this
                                 product.
  prune                          Check the repositories, then remove the backups that are kept no longer.
  accept-changes                 End the alarm about documents that were missing or altered in the backups.
                                 Look at them first.
  remove-bytes                   Remove the objects of documents that were purged more than a year ago.

Recovery key:
  recovery-key check             Test whether the key on your paper opens the backups.
  recovery-key sheet             Print a page for the safe with the key on your paper and its QR code. Nothing
                                 is stored.
  recovery-key rotate            Make a new recovery key. The old one then opens nothing.

Restore and read:
  restore [SNAPSHOT]             Restore a backup, or a recovery point, into the stopped appliance and start
                                 it.
  restore-matter NUMBER          Restore one matter from a backup into a new matter that its owners alone see.
  read-only [SNAPSHOT]           Open the newest backup for reading, in the browsers, while Strongroom is
                                 stopped.
  export FOLDER                  Write the documents as plain files, with lists, that need no product to be
                                 read.

Audit log and access:
  audit verify                   Recompute the audit log and report whether it is whole.
  verify-audit FILE              Prove that an export of the audit log is whole.
  wall-proof EMAIL NUMBER        Probe every way in which a person could learn of a matter they are not to
                                 see.

People:
  create-administrator EMAIL     Create an administrator and print the password once.
  people reset-password EMAIL    Give a person a new password and print it once. Passkeys and authenticator
                                 app are removed; sessions end.

Every command takes:
  --json                        Print one JSON object on standard output; progress goes to standard error.
  --data-dir DIR                The data directory (/var/lib/strongroom).
  --project NAME                The Compose project (strongroom).
  --help, -h                    Print the help of the command.

"strongroom help COMMAND" prints the words, the flags and an example of one command.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed).
HELP
}

# Prints the help of one command. $1 its name.
print_command_help() {
  case $1 in
    status)
      cat <<'HELP'
Usage: strongroom status

Show the state of the appliance at a glance.

Flags:
  --json                        Print one JSON object on standard output; progress goes to standard error.
  --data-dir DIR                The data directory (/var/lib/strongroom).
  --project NAME                The Compose project (strongroom).
  --help, -h                    Print the help of the command.

Example: strongroom status
Needs: an installation.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed).
Code 1 here: something does not run, or is not ready.
HELP
      ;;
    doctor)
      cat <<'HELP'
Usage: strongroom doctor

Look at everything that usually goes wrong, one line each.

Flags:
  --json                        Print one JSON object on standard output; progress goes to standard error.
  --data-dir DIR                The data directory (/var/lib/strongroom).
  --project NAME                The Compose project (strongroom).
  --help, -h                    Print the help of the command.

Example: strongroom doctor
Needs: an installation.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed).
Code 1 here: one of the checks failed.
HELP
      ;;
    logs)
      cat <<'HELP'
Usage: strongroom logs [SERVICE...] [FLAG...]

Print the services' logs.

Words:
  SERVICE                   Only these services.

Flags:
  --follow, -f                  Print what comes until you press Ctrl-C.
  --tail, -n LINES              Begin with this many lines of each service (200).
  --since TIME                  Begin at this time, or this long ago ("2h").
  --until TIME                  End at this time, or this long ago.
  --timestamps, -t              Print the time before each line.
  --data-dir DIR                The data directory (/var/lib/strongroom).
  --project NAME                The Compose project (strongroom).
  --help, -h                    Print the help of the command.

Example: strongroom logs worker --follow
Needs: an installation.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed).
HELP
      ;;
    start)
      cat <<'HELP'
Usage: strongroom start

Start everything. A restore that was interrupted is finished or undone first.

Flags:
  --json                        Print one JSON object on standard output; progress goes to standard error.
  --data-dir DIR                The data directory (/var/lib/strongroom).
  --project NAME                The Compose project (strongroom).
  --help, -h                    Print the help of the command.

Example: strongroom start
Needs: an installation.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed).
HELP
      ;;
    stop)
      cat <<'HELP'
Usage: strongroom stop

Stop everything. Nothing is deleted.

Flags:
  --json                        Print one JSON object on standard output; progress goes to standard error.
  --data-dir DIR                The data directory (/var/lib/strongroom).
  --project NAME                The Compose project (strongroom).
  --help, -h                    Print the help of the command.

Example: strongroom stop
Needs: an installation.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed).
HELP
      ;;
    migrate)
      cat <<'HELP'
Usage: strongroom migrate

Bring the database and the object storage to this version.

Flags:
  --json                        Print one JSON object on standard output; progress goes to standard error.
  --data-dir DIR                The data directory (/var/lib/strongroom).
  --project NAME                The Compose project (strongroom).
  --help, -h                    Print the help of the command.

Example: strongroom migrate
Needs: a running Strongroom.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed).
HELP
      ;;
    backup)
      cat <<'HELP'
Usage: strongroom backup

Make a backup now and check it.

Flags:
  --json                        Print one JSON object on standard output; progress goes to standard error.
  --data-dir DIR                The data directory (/var/lib/strongroom).
  --project NAME                The Compose project (strongroom).
  --help, -h                    Print the help of the command.

Example: strongroom backup
Needs: a running Strongroom.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed).
HELP
      ;;
    snapshots)
      cat <<'HELP'
Usage: strongroom snapshots [FLAG...]

List the backups of every target, oldest first, with the time of the last proof.

Flags:
  --target near|far             Only this target; every target unless told otherwise.
  --recovery-key-file FILE      A file with the recovery key, when the server's own key is lost.
  --json                        Print one JSON object on standard output; progress goes to standard error.
  --data-dir DIR                The data directory (/var/lib/strongroom).
  --project NAME                The Compose project (strongroom).
  --help, -h                    Print the help of the command.

Example: strongroom snapshots --target far
Needs: an installation.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed).
HELP
      ;;
    check)
      cat <<'HELP'
Usage: strongroom check [FLAG...]

Check the structure of every target's repository, and a part of its data when asked.

Flags:
  --read-data-subset PART       Read this part of the data as well: "10%", or "next" for the eighth that is
                                due.
  --json                        Print one JSON object on standard output; progress goes to standard error.
  --data-dir DIR                The data directory (/var/lib/strongroom).
  --project NAME                The Compose project (strongroom).
  --help, -h                    Print the help of the command.

Example: strongroom check --read-data-subset 10%
Needs: a running Strongroom.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed).
HELP
      ;;
    rehearse)
      cat <<'HELP'
Usage: strongroom rehearse [FLAG...]

Restore the newest backup into scratch space and prove it. Nobody notices.

Flags:
  --target near|far|next        Take the backup from this target, or from the one whose turn it is ("next").
  --json                        Print one JSON object on standard output; progress goes to standard error.
  --data-dir DIR                The data directory (/var/lib/strongroom).
  --project NAME                The Compose project (strongroom).
  --help, -h                    Print the help of the command.

Example: strongroom rehearse --target next
Needs: a running Strongroom.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed).
HELP
      ;;
    rehearsals)
      cat <<'HELP'
Usage: strongroom rehearsals

List the restores that were proven, newest first, each with its signature.

Flags:
  --json                        Print one JSON object on standard output; progress goes to standard error.
  --data-dir DIR                The data directory (/var/lib/strongroom).
  --project NAME                The Compose project (strongroom).
  --help, -h                    Print the help of the command.

Example: strongroom rehearsals --json
Needs: a running Strongroom.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed).
HELP
      ;;
    dump)
      cat <<'HELP'
Usage: strongroom dump

Store the database at every target as plain SQL, for a reader without this product.

Flags:
  --json                        Print one JSON object on standard output; progress goes to standard error.
  --data-dir DIR                The data directory (/var/lib/strongroom).
  --project NAME                The Compose project (strongroom).
  --help, -h                    Print the help of the command.

Example: strongroom dump
Needs: a running Strongroom.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed).
HELP
      ;;
    prune)
      cat <<'HELP'
Usage: strongroom prune [FLAG...]

Check the repositories, then remove the backups that are kept no longer.

Flags:
  --target near|far             Only this target; every target unless told otherwise.
  --repository TARGET           The address at which that target lets backups be removed, when it is another
                                one.
  --credentials-file FILE       The credentials that may remove backups; they are kept away from this server.
  --json                        Print one JSON object on standard output; progress goes to standard error.
  --data-dir DIR                The data directory (/var/lib/strongroom).
  --project NAME                The Compose project (strongroom).
  --help, -h                    Print the help of the command.

Example: strongroom prune --target far --credentials-file FILE
Needs: a running Strongroom.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed).
HELP
      ;;
    'accept-changes')
      cat <<'HELP'
Usage: strongroom accept-changes [FLAG...]

End the alarm about documents that were missing or altered in the backups. Look at them first.

Flags:
  --target near|far             Only this target; every target unless told otherwise.
  --json                        Print one JSON object on standard output; progress goes to standard error.
  --data-dir DIR                The data directory (/var/lib/strongroom).
  --project NAME                The Compose project (strongroom).
  --help, -h                    Print the help of the command.

Example: strongroom accept-changes --target near
Needs: a running Strongroom.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed).
HELP
      ;;
    'remove-bytes')
      cat <<'HELP'
Usage: strongroom remove-bytes

Remove the objects of documents that were purged more than a year ago.

Flags:
  --json                        Print one JSON object on standard output; progress goes to standard error.
  --data-dir DIR                The data directory (/var/lib/strongroom).
  --project NAME                The Compose project (strongroom).
  --help, -h                    Print the help of the command.

Example: strongroom remove-bytes
Needs: a running Strongroom.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed).
HELP
      ;;
    'recovery-key check')
      cat <<'HELP'
Usage: strongroom recovery-key check [FLAG...]

Test whether the key on your paper opens the backups.

Flags:
  --recovery-key-file FILE      A file with the recovery key; else you are asked for it.
  --json                        Print one JSON object on standard output; progress goes to standard error.
  --data-dir DIR                The data directory (/var/lib/strongroom).
  --project NAME                The Compose project (strongroom).
  --help, -h                    Print the help of the command.

Example: strongroom recovery-key check
Needs: a running Strongroom.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed).
HELP
      ;;
    'recovery-key sheet')
      cat <<'HELP'
Usage: strongroom recovery-key sheet [FLAG...]

Print a page for the safe with the key on your paper and its QR code. Nothing is stored.

Flags:
  --recovery-key-file FILE      A file with the recovery key; else you are asked for it.
  --json                        Print one JSON object on standard output; progress goes to standard error.
  --data-dir DIR                The data directory (/var/lib/strongroom).
  --project NAME                The Compose project (strongroom).
  --help, -h                    Print the help of the command.

Example: strongroom recovery-key sheet | lp
Needs: a running Strongroom.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed).
HELP
      ;;
    'recovery-key rotate')
      cat <<'HELP'
Usage: strongroom recovery-key rotate [FLAG...]

Make a new recovery key. The old one then opens nothing.

Flags:
  --recovery-key-file FILE      A file with the new key; else one is made, shown and typed back.
  --json                        Print one JSON object on standard output; progress goes to standard error.
  --data-dir DIR                The data directory (/var/lib/strongroom).
  --project NAME                The Compose project (strongroom).
  --help, -h                    Print the help of the command.

Example: strongroom recovery-key rotate
Needs: a running Strongroom.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed).
HELP
      ;;
    restore)
      cat <<'HELP'
Usage: strongroom restore [SNAPSHOT] [FLAG...]

Restore a backup, or a recovery point, into the stopped appliance and start it.

Words:
  SNAPSHOT                  The id of a backup, or "latest".

Flags:
  --at MOMENT                   Restore this recovery point instead: "2026-11-20 10:15" (UTC).
  --target near|far             Take the backup from this target; else from the one that answers and has the
                                newest.
  --recovery-key-file FILE      A file with the recovery key, when the server's own key is lost.
  --dry-run                     Look whether it can be done, while everything runs. Nothing is changed.
  --without-damaged             Leave out the documents that are damaged in the backup, and mark them (code
                                1).
  --accept-damage               Take a backup that lacks something. The report says what.
  --yes                         Ask nothing.
  --json                        Print one JSON object on standard output; progress goes to standard error.
  --data-dir DIR                The data directory (/var/lib/strongroom).
  --project NAME                The Compose project (strongroom).
  --help, -h                    Print the help of the command.

Example: strongroom restore latest
Needs: an installation.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed).
Code 1 here: failed, or documents came back without their original.
HELP
      ;;
    'restore-matter')
      cat <<'HELP'
Usage: strongroom restore-matter NUMBER [FLAG...]

Restore one matter from a backup into a new matter that its owners alone see.

Words:
  NUMBER                    The number of the matter.

Flags:
  --document ID                 Restore only this document.
  --snapshot ID                 Take an older backup than the newest.
  --target near|far             Take the backup from this target.
  --json                        Print one JSON object on standard output; progress goes to standard error.
  --data-dir DIR                The data directory (/var/lib/strongroom).
  --project NAME                The Compose project (strongroom).
  --help, -h                    Print the help of the command.

Example: strongroom restore-matter 2026-0042
Needs: a running Strongroom.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed).
Code 1 here: failed, or documents came back without their original.
HELP
      ;;
    'read-only')
      cat <<'HELP'
Usage: strongroom read-only [SNAPSHOT] [FLAG...]

Open the newest backup for reading, in the browsers, while Strongroom is stopped.

Words:
  SNAPSHOT                  The id of a backup, or "latest".

Flags:
  --end                         Close the copy. Its audit log is kept.
  --target near|far             Take the backup from this target; else from the one that answers and has the
                                newest.
  --recovery-key-file FILE      A file with the recovery key, when the server's own key is lost.
  --without-damaged             Leave out the documents that are damaged in the backup, and mark them (code
                                1).
  --json                        Print one JSON object on standard output; progress goes to standard error.
  --data-dir DIR                The data directory (/var/lib/strongroom).
  --project NAME                The Compose project (strongroom).
  --help, -h                    Print the help of the command.

Example: strongroom read-only --end
Needs: an installation.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed).
Code 1 here: failed, or originals are damaged and cannot be opened in the copy.
HELP
      ;;
    export)
      cat <<'HELP'
Usage: strongroom export FOLDER [FLAG...]

Write the documents as plain files, with lists, that need no product to be read.

Words:
  FOLDER                    An empty folder, or one that an export was begun in.

Flags:
  --matter NUMBER               Export only this matter.
  --json                        Print one JSON object on standard output; progress goes to standard error.
  --data-dir DIR                The data directory (/var/lib/strongroom).
  --project NAME                The Compose project (strongroom).
  --help, -h                    Print the help of the command.

Example: strongroom export /mnt/usb/export
Needs: an installation.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed).
Code 1 here: failed, or MISSING.txt names documents that could not be read.
HELP
      ;;
    'audit verify')
      cat <<'HELP'
Usage: strongroom audit verify

Recompute the audit log and report whether it is whole.

Flags:
  --json                        Print one JSON object on standard output; progress goes to standard error.
  --data-dir DIR                The data directory (/var/lib/strongroom).
  --project NAME                The Compose project (strongroom).
  --help, -h                    Print the help of the command.

Example: strongroom audit verify
Needs: a running Strongroom.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed).
Code 1 here: the audit log is not whole.
HELP
      ;;
    'verify-audit')
      cat <<'HELP'
Usage: strongroom verify-audit FILE [FLAG...]

Prove that an export of the audit log is whole.

Words:
  FILE                      An export of the audit log.

Flags:
  --key FINGERPRINT             The fingerprint of the signing key, as the page "Audit log" shows it.
  --head ROW:HASH               The end of a day, as it was kept elsewhere.
  --json                        Print one JSON object on standard output; progress goes to standard error.
  --data-dir DIR                The data directory (/var/lib/strongroom).
  --project NAME                The Compose project (strongroom).
  --help, -h                    Print the help of the command.

Example: strongroom verify-audit audit.jsonl --key FINGERPRINT
Needs: an installation.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed).
Code 1 here: the export is not whole.
HELP
      ;;
    'wall-proof')
      cat <<'HELP'
Usage: strongroom wall-proof EMAIL NUMBER

Probe every way in which a person could learn of a matter they are not to see.

Words:
  EMAIL                     The address the person signs in with.
  NUMBER                    The number of the matter.

Flags:
  --json                        Print one JSON object on standard output; progress goes to standard error.
  --data-dir DIR                The data directory (/var/lib/strongroom).
  --project NAME                The Compose project (strongroom).
  --help, -h                    Print the help of the command.

Example: strongroom wall-proof jane@firm.example 2026-0042
Needs: a running Strongroom.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed).
Code 1 here: the person can learn something.
HELP
      ;;
    'create-administrator')
      cat <<'HELP'
Usage: strongroom create-administrator EMAIL

Create an administrator and print the password once.

Words:
  EMAIL                     The address the person signs in with.

Flags:
  --json                        Print one JSON object on standard output; progress goes to standard error.
  --data-dir DIR                The data directory (/var/lib/strongroom).
  --project NAME                The Compose project (strongroom).
  --help, -h                    Print the help of the command.

Example: strongroom create-administrator it@firm.example
Needs: a running Strongroom.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed).
HELP
      ;;
    'people reset-password')
      cat <<'HELP'
Usage: strongroom people reset-password EMAIL

Give a person a new password and print it once. Passkeys and authenticator app are removed; sessions end.

Words:
  EMAIL                     The address the person signs in with.

Flags:
  --json                        Print one JSON object on standard output; progress goes to standard error.
  --data-dir DIR                The data directory (/var/lib/strongroom).
  --project NAME                The Compose project (strongroom).
  --help, -h                    Print the help of the command.

Example: strongroom people reset-password jane@firm.example
Needs: a running Strongroom.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed).
HELP
      ;;
  esac
}
