"""Run qmllint over every QML file; any warning fails."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    files = sorted(str(path) for path in ROOT.glob("ui/**/*.qml"))
    linted = subprocess.run(
        [
            str(Path(sys.executable).with_name("pyside6-qmllint")),
            "-I",
            str(ROOT),
            "--max-warnings",
            "0",
            *files,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if linted.returncode:
        print(linted.stdout, linted.stderr)
    return linted.returncode


if __name__ == "__main__":
    sys.exit(main())
