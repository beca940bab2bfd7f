#!/bin/sh
# Set up what is missing, then run Snakemake with the arguments given (default: --cores 2).
set -eu
cd "$(dirname "$0")"
. workflow/setup.sh
ensure_environment requirements.txt
if [ $# -eq 0 ]; then set -- --cores 2; fi
PYTHONPATH=scripts "$PATH_TO_ENVIRONMENT/python" -m eeg2emg.configuration.arguments "$@"
exec "$PATH_TO_ENVIRONMENT/python" -m snakemake "$@"
