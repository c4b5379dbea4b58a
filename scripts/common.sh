# Shared by the scripts: finding Python 3.10 and uv. Sourced, from the root of the project.
# shellcheck shell=bash

# Settings of somebody else's project must not steer ours.
unset PYTHONHOME PYTHONPATH PYENV_VERSION VIRTUAL_ENV UV_PROJECT_ENVIRONMENT

fail() {
    echo "$1" >&2
    exit 1
}

# The first of the commands given that really runs, as Python of the version asked for; a pyenv shim may exist and fail.
first_python() {
    local wanted=$1 candidate
    shift
    for candidate in "$@"; do
        if "$candidate" -c "import ssl, sqlite3, sys; sys.exit(sys.version_info[:2] $wanted)" </dev/null >/dev/null 2>&1; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    return 1
}

# Sets `python310`, empty when there is none on this machine.
find_python310() {
    local pyenv=${PYENV_ROOT:-$HOME/.pyenv}
    python310=$(first_python '!= (3, 10)' ${PYTHON:+"$PYTHON"} python3.10 "$pyenv"/versions/3.10*/bin/python3.10 \
        /usr/local/bin/python3.10 /usr/bin/python3.10 /opt/homebrew/bin/python3.10) || python310=''
}

# Sets `uv`: the machine's, or our own in .uv, installed from its hash-locked requirement with any Python at hand.
find_uv() {
    uv=$(type -P uv || true)
    if [[ -n $uv ]] && "$uv" --version >/dev/null 2>&1; then return; fi
    uv=.uv/bin/uv
    if [[ $("$uv" --version 2>/dev/null) == "uv $(sed -n 's/^uv==\([^ ]*\).*/\1/p' scripts/uv.lock) "* ]]; then return; fi
    local any
    any=$(first_python '< (3, 8)' ${python310:+"$python310"} python3 /usr/bin/python3) ||
        fail 'Neither Python nor uv was found. Install Python 3.10, then run make again.'
    mkdir -p .cache
    rm -rf .uv
    step 'Getting uv, the installer' .cache/uv.log install_uv "$any" ||
        fail 'Could not get uv, the installer. Check the network (details: .cache/uv.log), then run make again.'
}

install_uv() {
    local options=(--quiet --disable-pip-version-check --no-input --require-hashes --requirement scripts/uv.lock)
    if "$1" -m venv .uv; then
        .uv/bin/python -m pip install "${options[@]}"
    else # Debian without python3-venv still may have pip
        "$1" -m pip install --target .uv "${options[@]}"
    fi
}

# Run a command with its output in a log, and show that it is alive.
step() {
    local title=$1 log=$2 started=$SECONDS pid
    shift 2
    echo "$title ..."
    "$@" </dev/null >"$log" 2>&1 &
    pid=$!
    while kill -0 "$pid" 2>/dev/null; do
        sleep 1
        if (((SECONDS - started) % 15 == 14)); then echo "  ... $((SECONDS - started)) s"; fi
    done
    wait "$pid"
}
