#!/bin/bash
# Container health check: exits 0 when http://127.0.0.1:PORT/PATH answers 200, else 1.
# Written in bash because the images hold no HTTP client. Usage: healthy PORT PATH
set -euo pipefail

port=${1:?usage: healthy PORT PATH} path=${2:?usage: healthy PORT PATH}
exec 3<>"/dev/tcp/127.0.0.1/$port"
printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' "$path" >&3
read -r -t 4 _ status _ <&3
[[ $status == 200 ]]
