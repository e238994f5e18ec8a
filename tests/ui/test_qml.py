"""QML holds to the types Python gives it, and stays short."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.ui.test_words import QML_FILES, UI


def test_qmllint_has_nothing_to_say() -> None:
    check = UI.parent / "tools" / "check_qml.py"
    checked = subprocess.run([sys.executable, check], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize(
    "path", [path for path in QML_FILES if path.name != "Main.qml"], ids=lambda path: path.name
)
def test_a_qml_file_stays_short(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) < 150
