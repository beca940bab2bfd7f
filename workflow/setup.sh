# Make the Python environment of this project. Sourced by run.sh and test.sh (POSIX sh).
#
# EEG2EMG_VENV  where the environment is (default: .venv beside the Snakefile)
# PYTHON        which interpreter makes it (default: the first suitable one that is found)

refuse() {
    printf 'eeg2emg: %s\n' "$1" >&2
    exit 1
}

suitable() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

find_python() {
    remedy="Install one of them (Debian: apt install python3 python3-venv; macOS: brew install python@3.12), or name it: PYTHON=python3.12 $0"
    if [ -n "${PYTHON:-}" ]; then
        suitable "$PYTHON" || refuse "PYTHON=$PYTHON is $("$PYTHON" --version 2>&1 | head -n 1), but Python 3.11, 3.12 or 3.13 is needed. $remedy"
        return
    fi
    for PYTHON in python3 python3.13 python3.12 python3.11; do
        if suitable "$PYTHON"; then return; fi
    done
    refuse "Python 3.11, 3.12 or 3.13 is needed, but python3 is $(python3 --version 2>&1 | head -n 1). $remedy"
}

check_machine() {
    if [ "$(uname -s) $(uname -m)" = "Darwin x86_64" ]; then
        refuse "TensorFlow has no release for Intel Macs. Use Linux or a Mac with Apple silicon (and a Python built for it)."
    fi
}

# make_room FOLDER: leave no broken environment behind. Only what is a virtual environment, and nothing
# besides, is deleted: the folder may have been named by mistake.
make_room() {
    if [ ! -e "$1" ] && [ ! -L "$1" ]; then return; fi
    remedy="Name another folder, or move this one away yourself. Nothing was deleted."
    [ -d "$1" ] || refuse "$1 (EEG2EMG_VENV) is not a folder, so no Python environment can be made there. $remedy"
    if [ -z "$(ls -A -- "$1")" ]; then return; fi
    [ -f "$1/pyvenv.cfg" ] ||
        refuse "$1 (EEG2EMG_VENV) holds other things and is no Python environment, so none is made there. $remedy"
    for path in "$1"/* "$1"/.[!.]* "$1"/..?*; do
        if [ ! -e "$path" ] && [ ! -L "$path" ]; then continue; fi
        case "${path##*/}" in
        bin | include | lib | lib64 | share | etc | man | pyvenv.cfg | .gitignore | CACHEDIR.TAG | .lock | .installed-*) ;;
        *) refuse "$1 (EEG2EMG_VENV) is a Python environment that does not work, but it also holds ${path##*/}. $remedy" ;;
        esac
    done
    printf 'eeg2emg: the environment in %s does not work and is made anew\n' "$1" >&2
    rm -rf -- "$1"
}

# refuse_blanks FOLDER: Snakemake does not quote the interpreter that it starts jobs with.
refuse_blanks() {
    case "$1" in /*) whole=$1 ;; *) whole=$PWD/$1 ;; esac
    case "$whole" in
    *[[:space:]]*) refuse "the Python environment would be in $whole, and jobs cannot be started from a path with a blank. Move the clone, or name a folder without one: EEG2EMG_VENV=/some/folder $0" ;;
    esac
}

# ensure_environment FILE: install the pinned packages of FILE, unless that is done already.
ensure_environment() {
    venv="${EEG2EMG_VENV:-.venv}"
    stamp="$venv/.installed-$1"
    wanted=$(cksum <"$1")
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then return; fi
    if ! "$venv/bin/python" -c 'import pip' 2>/dev/null; then
        check_machine
        find_python
        "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null ||
            refuse "$PYTHON cannot make virtual environments. Install the missing part (Debian: apt install python3-venv) and start again."
        make_room "$venv"
        refuse_blanks "$venv"
        "$PYTHON" -m venv "$venv"
    fi
    suitable "$venv/bin/python" ||
        refuse "$venv (EEG2EMG_VENV) has $("$venv/bin/python" --version 2>&1 | head -n 1), but Python 3.11, 3.12 or 3.13 is needed. Name another folder."
    printf 'eeg2emg: installing the pinned packages of %s into %s (once, some minutes)\n' "$1" "$venv" >&2
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$1"
    # The packages for the tests include those for a run.
    if [ "$1" = requirements-dev.txt ]; then cksum <requirements.txt >"$venv/.installed-requirements.txt"; fi
    printf '%s\n' "$wanted" >"$stamp"
}

# Caches lie in the person's home, or, where that cannot be written (containers, compute nodes), beside the results.
if [ -n "${HOME:-}" ] && ! mkdir -p "${XDG_CACHE_HOME:-$HOME/.cache}/snakemake" 2>/dev/null; then
    export XDG_CACHE_HOME="$PWD/.snakemake/home/cache" XDG_CONFIG_HOME="$PWD/.snakemake/home/config"
    mkdir -p "$XDG_CACHE_HOME" "$XDG_CONFIG_HOME"
fi

# Packages of other projects would come before the pinned ones; optimised Python drops the checks (assert) of libraries.
unset PYTHONPATH PYTHONOPTIMIZE PYTHONINSPECT PYTHONHOME
export PYTHONNOUSERSITE=1

# Byte code that is not kept doubles the start of every job.
unset PYTHONDONTWRITEBYTECODE
PATH_TO_ENVIRONMENT="${EEG2EMG_VENV:-.venv}/bin"
