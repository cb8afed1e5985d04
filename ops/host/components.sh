# shellcheck shell=bash
# strongroom components: what the images are made of, from the bill of materials that each one carries. Sourced, never run.

# Prints {"image": ..., "sbom": ...} for every image of the installation, one a line; null where an image carries none.
# It works while Strongroom is stopped.
read_bills() {
  local image bill
  while read -r image; do
    bill=$(docker run --rm --pull never --network none --user 65534:65534 --entrypoint cat "$image" /usr/share/strongroom/sbom.cdx.json </dev/null) \
      || bill=''
    jq --compact-output --arg image "$image" '{image: $image, sbom: .}' <<<"${bill:-null}"
  done < <(compose config --images | sort -u)
}

# Lists the components of every image, or those that are looked for. Code 1: there is none, or an image carries no bill.
# $1 a part of the name; a source that Debian makes packages of counts as their name.
list_components() {
  local found without
  found=$(read_bills | jq --slurp --arg part "${1:-}" '
    ($part | ascii_downcase) as $part
    | def source: (.purl | capture("[?&]upstream=(?<encoded>[^&]*)%40").encoded) // "";
      map(if .sbom == null then . else .sbom.components |= map(select(any(.name, source; ascii_downcase | contains($part)))) end)')
  if [[ -n $AS_JSON ]]; then
    jq --compact-output '{images: .}' <<<"$found"
  else
    jq --raw-output '.[] | .image as $image | .sbom.components[]? | [$image, .name, .version, .description // ""] | @tsv' <<<"$found" \
      | awk -F '\t' '{ printf "%-34s %-40s %s%s\n", $1, $2, $3, ($4 == "" ? "" : "  (" $4 ")") }'
  fi
  without=$(jq --raw-output 'map(select(.sbom == null).image) | join(", ")' <<<"$found")
  if [[ -n $without ]]; then
    warn "What is in $without is not known: no list of its components could be read there. Run install.sh again where the image is ours; of another, ask who made it."
    return 1
  elif [[ $(jq 'any(.[]; .sbom.components != [])' <<<"$found") != true ]]; then
    report_progress "No image has a component whose name holds \"${1:-}\"."
    return 1
  fi
}
