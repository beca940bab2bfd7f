#!/bin/sh
# What the container runs: Snakemake on this workflow, in the folder where it is started, with the
# arguments given (default: --cores 2).
set -eu
project=$(dirname "$(dirname "$0")")
. "$project/workflow/setup.sh" # caches that can be written, no packages of others
if [ $# -eq 0 ]; then set -- --cores 2; fi
PYTHONPATH="$project/scripts" python -m eeg2emg.configuration.arguments "$@"
exec python -m snakemake --snakefile "$project/Snakefile" --workflow-profile "$project/profiles/default" "$@"
