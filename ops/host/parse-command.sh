# shellcheck shell=bash
# Reads the command line by what commands.generated.sh says of each command. Sourced by ops/strongroom, never run.

# The command's name, its words, its flags with their values, and both as the product's command takes them.
COMMAND='' WORDS=() PASSED=()
declare -A FLAGS=()
FLAGS_IN_ORDER=()

# Reads a command line. Ends with code 2 and one sentence when it is wrong. Args: the command line.
parse_command() {
  split_arguments "$@"
  find_command
  if [[ -z $COMMAND ]]; then
    return
  fi
  check_flags
  check_words
}

# Puts the flags into FLAGS and the rest into WORDS. Args: the command line.
split_arguments() {
  local name
  while (($# > 0)); do
    case $1 in
      --?*=*)
        name=${1%%=*}
        set_flag "${name#--}" "${1#*=}"
        ;;
      --?* | -?)
        name=$(long_name "$1")
        if [[ $VALUE_FLAGS == *" $name "* ]]; then
          [[ -n ${2:-} && $2 != --?* ]] || wrong_usage "The flag $1 needs a value."
          set_flag "$name" "$2"
          shift
        else
          set_flag "$name" ''
        fi
        ;;
      *) WORDS+=("$1") ;;
    esac
    shift
  done
}

# Prints a flag's name without its dashes; the long one for a letter. $1 the flag.
long_name() {
  local pair
  for pair in $SHORT_FLAGS; do
    if [[ -${pair%%=*} == "$1" ]]; then
      printf '%s' "${pair#*=}"
      return
    fi
  done
  printf '%s' "${1#--}"
}

# $1 name, $2 value; a switch has the value "yes".
set_flag() {
  if [[ $VALUE_FLAGS == *" $1 "* ]]; then
    [[ -n $2 ]] || wrong_usage "The flag --$1 needs a value."
    # The last one would silently be the only one: a head that was kept would not be looked for.
    [[ -z ${FLAGS[$1]:-} ]] || wrong_usage "The flag --$1 is there twice. Name it once."
    FLAGS[$1]=$2
  else
    [[ -z $2 ]] || wrong_usage "The flag --$1 takes no value."
    # A subscript holds nothing that bash would read as its own.
    [[ $1 =~ ^[a-z][a-z-]*$ ]] || wrong_usage "There is no flag \"$1\". Type: strongroom help"
    FLAGS[$1]=yes
  fi
  FLAGS_IN_ORDER+=("$1")
}

# Takes the command's name off WORDS. COMMAND stays empty when the help is wanted, and is printed.
find_command() {
  if [[ ${WORDS[0]:-help} == help ]]; then
    WORDS=("${WORDS[@]:1}")
    FLAGS[help]=yes
  fi
  if ((${#WORDS[@]} == 0)); then
    cat "$SOURCE_DIR/ops/host/help/all-commands.txt"
  elif [[ -n ${COMMAND_RUNS["${WORDS[0]} ${WORDS[1]:-}"]:-} ]]; then
    COMMAND="${WORDS[0]} ${WORDS[1]}"
    WORDS=("${WORDS[@]:2}")
  elif [[ -n ${COMMAND_RUNS["${WORDS[0]:-?}"]:-} ]]; then
    COMMAND=${WORDS[0]}
    WORDS=("${WORDS[@]:1}")
  else
    no_such_command
  fi
  if [[ -n $COMMAND && -n ${FLAGS[help]:-} ]]; then
    cat "$SOURCE_DIR/ops/host/help/${COMMAND// /-}.txt"
    COMMAND=''
  fi
}

# Says what there is instead.
no_such_command() {
  local name near=''
  local -a family=()
  for name in "${COMMAND_NAMES[@]}"; do
    [[ $name != "${WORDS[0]} "* ]] || family+=("strongroom $name")
  done
  if ((${#family[@]} > 0)); then
    name=$(printf ', %s' "${family[@]}")
    if [[ -n ${FLAGS[help]:-} ]]; then
      printf 'There is: %s\n' "${name:2}"
      return
    fi
    wrong_usage "There is: ${name:2}"
  fi
  near=$(closest_word "${WORDS[0]}" "${COMMAND_NAMES[@]}")
  wrong_usage "There is no command \"${WORDS[0]}\". ${near:+Did you mean \"$near\"? }Type: strongroom help"
}

# Refuses words that are missing or too many, and puts the others before the flags of PASSED.
check_words() {
  local word most=0
  for word in ${COMMAND_WORDS[$COMMAND]}; do
    if [[ $word != *[?*] && -z ${WORDS[most]:-} ]]; then
      wrong_usage "strongroom $COMMAND needs $word, for example: ${COMMAND_EXAMPLE[$COMMAND]}"
    fi
    most=$((most + 1))
  done
  if [[ ${word:-} != *'*' ]] && ((${#WORDS[@]} > most)); then
    wrong_usage "strongroom $COMMAND does not know what to do with \"${WORDS[most]}\". Type: strongroom help $COMMAND"
  fi
  PASSED=("${WORDS[@]}" "${PASSED[@]}")
}

# Refuses flags and values that the command does not know, and puts the others into PASSED.
check_flags() {
  local name allowed values
  for name in "${FLAGS_IN_ORDER[@]}"; do
    allowed=" ${COMMAND_FLAGS[$COMMAND]} "
    if [[ $allowed == *" $name="* ]]; then
      values=${allowed#*" $name="}
      values=${values%% *}
      [[ "|$values|" == *"|${FLAGS[$name]}|"* ]] || wrong_usage "The flag --$name is one of: ${values//|/, }."
    elif [[ $allowed != *" $name "* ]]; then
      no_such_flag "$name"
    fi
    [[ $name =~ ^(json|data-dir|project)$ ]] || PASSED+=("--$name" "${FLAGS[$name]}")
  done
}

# Says which command has the flag, or which flag was meant. $1 flag.
no_such_flag() {
  local name near
  local -a flags=() owners=()
  for name in "${COMMAND_NAMES[@]}"; do
    [[ " ${COMMAND_FLAGS[$name]} " != *" $1"[\ =]* ]] || owners+=("\"strongroom $name\"")
  done
  if ((${#owners[@]} > 0)); then
    name=$(printf ', %s' "${owners[@]:0:3}")
    wrong_usage "The flag --$1 does not belong to \"strongroom $COMMAND\". It belongs to ${name:2}."
  fi
  for name in ${COMMAND_FLAGS[$COMMAND]}; do
    flags+=("${name%%=*}")
  done
  near=$(closest_word "$1" "${flags[@]}")
  wrong_usage "There is no flag --$1. ${near:+Did you mean --$near? }Type: strongroom help $COMMAND"
}

# Prints the word that is nearest to one, if one is near. $1 the word, then those there are.
closest_word() {
  local wanted=$1 word best='' least=3
  for word in "${@:2}"; do
    count_edits "$wanted" "$word"
    if ((EDITS < least)); then
      least=$EDITS
      best=$word
    fi
  done
  printf '%s' "$best"
}

# Sets EDITS to how many letters must be put in, taken out or changed to make one word of another. $1, $2 words.
count_edits() {
  local i j cost
  local -a row=() above=()
  for ((j = 0; j <= ${#2}; j++)); do above[j]=$j; done
  for ((i = 1; i <= ${#1}; i++)); do
    row=("$i")
    for ((j = 1; j <= ${#2}; j++)); do
      cost=$((above[j - 1] + 1))
      [[ ${1:i-1:1} != "${2:j-1:1}" ]] || cost=${above[j - 1]}
      ((above[j] + 1 >= cost)) || cost=$((above[j] + 1))
      ((row[j - 1] + 1 >= cost)) || cost=$((row[j - 1] + 1))
      row[j]=$cost
    done
    above=("${row[@]}")
  done
  EDITS=${above[-1]}
}
