#!/bin/sh
# Set up what is missing, then run Snakemake with the arguments given (default: --cores 2), or one of
# the commands for recordings, own and public:
#   ./run.sh init FOLDER                 draft a configuration from recordings
#   ./run.sh fetch --configfile FILE     fetch the public recordings that it names
#   ./run.sh plan --configfile FILE      say what a run would do, before anything is computed
set -eu
here=$PWD
cd "$(dirname "$0")"
case "${1:-}" in
-h | --help)
    cat <<'USAGE'
usage: run.sh init FOLDER              draft a configuration from a folder of recordings
       run.sh fetch --configfile FILE  fetch the public recordings that it names
       run.sh plan --configfile FILE   say what a run would do, before anything is computed
       run.sh [ARGUMENTS]              run the workflow (default: --cores 2); arguments are those
                                       of Snakemake, whose own help follows
Each command says more with --help.

USAGE
    ;;
esac
. workflow/setup.sh
ensure_environment requirements.txt
case "${1:-}" in
init | fetch | plan)
    export PYTHONPATH=scripts
    exec "$PATH_TO_ENVIRONMENT/python" -P -m eeg2emg.planning.commands "$here" "$@"
    ;;
esac
if [ $# -eq 0 ]; then set -- --cores 2; fi
PYTHONPATH=scripts "$PATH_TO_ENVIRONMENT/python" -m eeg2emg.configuration.arguments "$@"
exec "$PATH_TO_ENVIRONMENT/python" -m snakemake "$@"
