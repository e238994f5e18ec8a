#!/bin/sh
# Rewrite both locks from pyproject.toml: every file pinned by hash, for Python 3.11 to 3.13.
#   requirements.lock      what the program needs to run
#   requirements-dev.lock  the same versions, and what testing needs
# Pass --upgrade to take newer versions within pyproject's bounds.
set -eu
cd "$(dirname "$0")/.."
compile() {
    uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-annotate --no-header --quiet "$@"
}
compile --extra setup --output-file requirements.lock "$@"
compile --extra setup --extra dev --constraint requirements.lock --output-file requirements-dev.lock "$@"
