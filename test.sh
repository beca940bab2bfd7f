#!/bin/sh
# Set up what is missing, then run the tests with the arguments given to pytest, on all cores (-n says on how many).
set -eu
cd "$(dirname "$0")"
. workflow/setup.sh
ensure_environment requirements-dev.txt
exec "$PATH_TO_ENVIRONMENT/python" -m pytest -n auto --no-loadscope-reorder "$@"
