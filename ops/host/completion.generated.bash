# shellcheck shell=bash
# Completes strongroom in bash. install.sh writes a file that sources this one and names the command.
# Generated from ops/cli/host-commands.ts by "npm run commands". Do not edit it by hand.

_strongroom() {
  local current=$2 previous=$3 word skip='' offered=''
  local -a words=()
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [[ -n $skip ]]; then
      skip=''
    elif [[ " --data-dir --project --tail --since --until --target --recovery-key-file --read-data-subset --repository --credentials-file --at --document --snapshot --matter --key --head " == *" $word "* ]]; then
      skip=yes
    elif [[ $word != -* ]]; then
      words+=("$word")
    fi
  done
  case $previous in
    --target) offered='near far next' ;;
    --*-file | --data-dir)
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      return
      ;;
    *)
      case "${words[*]}" in
        '' | help) offered='status doctor logs components start stop migrate upgrade rollback backup snapshots check rehearse rehearsals dump prune accept-changes remove-bytes recovery-key restore restore-matter read-only export audit verify-audit wall-proof create-administrator approve people help' ;;
        'recovery-key') offered='check sheet rotate' ;;
        audit) offered='verify' ;;
        people) offered='reset-password' ;;
        status | status' '*) offered='--json --data-dir --project --help' ;;
        doctor | doctor' '*) offered='--json --data-dir --project --help' ;;
        logs | logs' '*) offered='--follow --tail --since --until --timestamps --data-dir --project --help' ;;
        components | components' '*) offered='--json --data-dir --project --help' ;;
        start | start' '*) offered='--json --data-dir --project --help' ;;
        stop | stop' '*) offered='--json --data-dir --project --help' ;;
        migrate | migrate' '*) offered='--json --data-dir --project --help' ;;
        upgrade | upgrade' '*) offered='--yes --json --data-dir --project --help' ;;
        rollback | rollback' '*) offered='--yes --accept-loss --json --data-dir --project --help' ;;
        backup | backup' '*) offered='--json --data-dir --project --help' ;;
        snapshots | snapshots' '*) offered='--target --recovery-key-file --json --data-dir --project --help' ;;
        check | check' '*) offered='--read-data-subset --json --data-dir --project --help' ;;
        rehearse | rehearse' '*) offered='--target --json --data-dir --project --help' ;;
        rehearsals | rehearsals' '*) offered='--json --data-dir --project --help' ;;
        dump | dump' '*) offered='--json --data-dir --project --help' ;;
        prune | prune' '*) offered='--target --repository --credentials-file --json --data-dir --project --help' ;;
        'accept-changes' | 'accept-changes'' '*) offered='--target --json --data-dir --project --help' ;;
        'remove-bytes' | 'remove-bytes'' '*) offered='--json --data-dir --project --help' ;;
        'recovery-key check' | 'recovery-key check'' '*) offered='--recovery-key-file --json --data-dir --project --help' ;;
        'recovery-key sheet' | 'recovery-key sheet'' '*) offered='--recovery-key-file --json --data-dir --project --help' ;;
        'recovery-key rotate' | 'recovery-key rotate'' '*) offered='--recovery-key-file --json --data-dir --project --help' ;;
        restore | restore' '*) offered='--at --target --recovery-key-file --without-damaged --dry-run --accept-damage --yes --json --data-dir --project --help' ;;
        'restore-matter' | 'restore-matter'' '*) offered='--document --snapshot --target --json --data-dir --project --help' ;;
        'read-only' | 'read-only'' '*) offered='--end --target --recovery-key-file --without-damaged --json --data-dir --project --help' ;;
        export | export' '*) offered='--matter --json --data-dir --project --help' ;;
        'audit verify' | 'audit verify'' '*) offered='--json --data-dir --project --help' ;;
        'verify-audit' | 'verify-audit'' '*) offered='--key --head --json --data-dir --project --help' ;;
        'wall-proof' | 'wall-proof'' '*) offered='--json --data-dir --project --help' ;;
        'create-administrator' | 'create-administrator'' '*) offered='--json --data-dir --project --help' ;;
        approve | approve' '*) offered='--json --data-dir --project --help' ;;
        'people reset-password' | 'people reset-password'' '*) offered='--json --data-dir --project --help' ;;
      esac
      ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$offered" -- "$current")
}
