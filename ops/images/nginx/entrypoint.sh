#!/bin/bash
# Renders the templates from the environment into memory and becomes nginx.
# STRONGROOM_HOSTS: host names that are answered, separated by commas. STRONGROOM_HTTPS_PORT: the port people type.
# STRONGROOM_MAX_UPLOAD_BYTES: largest upload.
set -euo pipefail

: "${STRONGROOM_HOSTS:?the host names this appliance answers to are not set}"
SERVER_NAMES=${STRONGROOM_HOSTS//,/ }
MAX_UPLOAD_BYTES=${STRONGROOM_MAX_UPLOAD_BYTES:-10737418240}
# The port appears in redirects only where it is not the usual one.
PORT_SUFFIX=":${STRONGROOM_HTTPS_PORT:-443}"
if [[ $PORT_SUFFIX == :443 ]]; then
  PORT_SUFFIX=''
fi
export SERVER_NAMES MAX_UPLOAD_BYTES PORT_SUFFIX

rm -f /run/nginx/*.sock
mkdir -p /run/nginx/body /run/nginx/proxy
for template in /etc/nginx/templates/*.template; do
  rendered=/run/nginx/$(basename "$template" .template)
  # shellcheck disable=SC2016 # envsubst wants the names, not their values
  envsubst '${SERVER_NAMES} ${MAX_UPLOAD_BYTES} ${PORT_SUFFIX}' <"$template" >"$rendered"
done
exec nginx -c /run/nginx/nginx.conf -g 'daemon off;'
