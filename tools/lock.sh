#!/bin/sh
# Rewrite the locks from pyproject.toml: every file pinned by hash, for Python 3.11 to 3.13.
#   requirements.lock                   what the program needs to run
#   requirements-dev.lock               the same versions, and what testing needs
#   requirements-face-recognition.lock  the engine of that name, beside either of them (ADR-0022)
# Pass --upgrade to take newer versions within pyproject's bounds.
set -eu
cd "$(dirname "$0")/.."
compile() {
    uv pip compile --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-annotate --no-header --quiet "$@"
}
compile pyproject.toml --extra setup --output-file requirements.lock "$@"
compile pyproject.toml --extra setup --extra search --extra dev --constraint requirements.lock \
    --output-file requirements-dev.lock "$@"
compile --group face-recognition --no-deps --output-file requirements-face-recognition.lock "$@"
