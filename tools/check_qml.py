"""Run qmllint over every QML file, with the types Python gives it; any warning fails.

Qt itself only finds such faults when a screen is opened.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


def main() -> int:
    sources = [path for path in ROOT.glob("ui/**/*.py") if "QML_IMPORT_NAME" in path.read_text("utf-8")]
    with tempfile.TemporaryDirectory() as scratch:
        module = Path(scratch) / "MotCua"
        module.mkdir()
        dumped = Path(scratch) / "types.json"
        _run("pyside6-metaobjectdump", *sources, "-o", dumped)
        _run(
            "pyside6-qmltyperegistrar",
            *("--generate-qmltypes", module / "types.qmltypes", "-o", Path(scratch) / "unused.cpp"),
            *("--import-name", "MotCua", "--major-version", "1"),
            dumped,
        )
        (module / "qmldir").write_text("module MotCua\ntypeinfo types.qmltypes\ndepends QtQuick\n")
        said = _run(
            "pyside6-qmllint", "-I", scratch, "--max-warnings", "0", *sorted(ROOT.glob("ui/**/*.qml"))
        )
    print(said, end="")
    return 1 if said else 0


def _run(tool: str, *arguments: str | Path) -> str:
    done = subprocess.run([BIN / tool, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
