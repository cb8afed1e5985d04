# shellcheck shell=bash
# One folder for each sandbox, in which the worker finds it. Sourced by wait-for-services.sh, never run.

# Makes the folders that are missing, and removes those of sandboxes that there are no longer, with their containers: Compose leaves a
# container alone whose profile is off, and the worker would count a socket that nobody answers.
prepare_scratch_folders() {
  local folder number count
  count=$(count_sandboxes)
  for folder in "$DATA_DIR"/scratch/[0-9]*; do
    number=${folder##*/}
    if [[ $number =~ ^[0-9]+$ ]] && ((number > count)); then
      docker ps --all --quiet --filter "label=com.docker.compose.project=$PROJECT" --filter "label=com.docker.compose.service=sandbox-$number" \
        | xargs --no-run-if-empty docker rm --force >/dev/null
      rm -rf "$folder"
    fi
  done
  create_folder "$DATA_DIR/scratch" 0 0750
  for ((number = 1; number <= count; number++)); do
    create_folder "$DATA_DIR/scratch/$number" 10003 2770
  done
}
