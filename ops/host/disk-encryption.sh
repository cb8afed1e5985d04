# shellcheck shell=bash
# Whether a disk is encrypted, as this machine can tell. Sourced, never run. core/platform/disk-encryption.ts says the same of what a
# container sees; test/ops/disk-encryption.test.ts shows both the same machines.

# True when everything that lies below a block device is encrypted by this machine. dm-verity and dm-integrity encrypt nothing.
# $1 its number (254:0), $2 /sys/dev/block.
is_encrypted_device() {
  local below uuid='' any=''
  [[ ! -r $2/$1/dm/uuid ]] || uuid=$(<"$2/$1/dm/uuid")
  [[ ! $uuid =~ ^CRYPT-(LUKS[12]|PLAIN|LOOPAES|TCRYPT|BITLK)- ]] || return 0
  for below in "$2/$1/slaves/"*/dev; do
    [[ -r $below ]] || continue
    is_encrypted_device "$(<"$below")" "$2" || return 1
    any=yes
  done
  [[ -n $any ]]
}

# Prints true, false or null (not known), and a sentence. $1 number of the device, $2 /sys/dev/block, $3 /proc/cpuinfo.
describe_encryption() {
  if [[ -z $1 || ! -e $2/$1 ]]; then
    printf 'null not known: what lies below this file system cannot be told here\n'
  elif is_encrypted_device "$1" "$2"; then
    printf 'true encrypted by this machine (dm-crypt)\n'
  elif grep -qsw hypervisor "$3"; then
    printf 'null not known: nothing in this virtual machine encrypts it; ask whoever runs the machine below\n'
  else
    printf 'false NOT encrypted: whoever takes the disk reads every document (docs/install.md, "An encrypted disk")\n'
  fi
}

# Prints the number of the device that holds a folder; of btrfs and the like, that of the device they name. $1 folder.
device_number() {
  local number source
  read -r number source < <(findmnt --noheadings --first-only --output MAJ:MIN,SOURCE --target "$1" 2>/dev/null) || true
  if [[ $number == 0:* && $source == /dev/* ]]; then
    number=$(lsblk --noheadings --nodeps --output MAJ:MIN "${source%%\[*}" 2>/dev/null) || true
  fi
  printf '%s' "${number//[[:space:]]/}"
}

# Prints the same for the data: for the first of its folders of which it is not true. $1 the data directory.
data_encryption() {
  local folder found=''
  for folder in "$1" "$1/minio" "$1/postgres"; do
    [[ -d $folder ]] || continue
    found=$(describe_encryption "$(device_number "$folder")" /sys/dev/block /proc/cpuinfo)
    [[ $found == true* ]] || break
  done
  printf '%s\n' "$found"
}
