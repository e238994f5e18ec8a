"""Our kiosk keeps the protocol, and so does one written from its page alone; the judge is no rubber stamp."""

import ast
import hashlib
import json
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from models.event_log import Entry, Event
from models.wire import Enrol, Enrolled, HandOver, HandOverAnswer, LogPage, Push, PushAnswer
from tests.conformance import small_kiosk
from tests.conformance.mutants import MUTANTS, SMALL_KIOSK, Mutant
from tests.conformance.rule import Rule, verdict
from tests.conformance.rules import RULES

PAGE = (Path(__file__).parents[2] / "docs/protocol.md").read_text("utf-8")
RULE_OF = {rule.id: rule for rule in RULES}
OURS = (sys.executable, "-m", "tests.conformance.our_kiosk")
SMALL = (sys.executable, str(SMALL_KIOSK))
PATIENCE_S = 60.0  # only a kiosk that fails waits so long
MUTANT_PATIENCE_S = 4.0  # every mutant that waits for nothing does; the control has all the time it needs
CONTROL = RULE_OF["enrol-says-who"]  # what a mutant must keep: else it is caught for not living at all

rules = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


@rules
def test_our_kiosk_keeps(rule: Rule) -> None:
    assert verdict(rule, OURS, patience_s=PATIENCE_S) is None


@rules
def test_a_kiosk_written_from_the_page_alone_keeps(rule: Rule) -> None:
    assert verdict(rule, SMALL, patience_s=PATIENCE_S) is None


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_kiosk_without_a_guard_is_caught(mutant: Mutant, tmp_path: Path) -> None:
    program = tmp_path / "mutant.py"
    program.write_text(mutant.source(), "utf-8")
    command = (sys.executable, str(program))
    said = {id_: verdict(RULE_OF[id_], command, patience_s=MUTANT_PATIENCE_S) for id_ in mutant.caught_by}
    assert None not in said.values(), said
    if CONTROL.id not in mutant.caught_by:
        assert verdict(CONTROL, command, patience_s=PATIENCE_S) is None


def test_every_rule_catches_some_mutant() -> None:
    catching = {id_ for mutant in MUTANTS for id_ in mutant.caught_by}
    assert {rule.id for rule in RULES} == catching


@rules
def test_a_rule_says_what_the_page_says(rule: Rule) -> None:
    page = " ".join(PAGE.split())
    assert rule.says
    assert [part for part in rule.says.split(" … ") if part not in page] == []


def test_the_small_kiosk_knows_nothing_of_our_program() -> None:
    tree = ast.parse(SMALL_KIOSK.read_text("utf-8"))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    others = {name.partition(".")[0] for name in imported} - sys.stdlib_module_names
    assert others == {"cryptography"}


@pytest.mark.parametrize(
    "shape", [Enrol, Enrolled, Push, PushAnswer, LogPage, HandOver, HandOverAnswer, Entry, Event]
)
def test_the_page_names_every_field_of_a_message(shape: type) -> None:
    name = "event` of an entry" if shape is Event else f"{shape.__name__}`"
    rows = [line for line in PAGE.splitlines() if line.startswith(f"| `{name} | ")]
    assert len(rows) == 1
    assert [field.name for field in fields(shape) if f"`{field.name}`" not in rows[0]] == []


def test_the_page_shows_a_signature_that_is_one() -> None:
    private_key = re.search(r"private key \| `([0-9a-f]{64})`", PAGE)
    header = re.search(r"Authorization: (Motcua-Ed25519 K1\S+)", PAGE)
    assert private_key is not None
    assert header is not None
    key, body = bytes.fromhex(private_key[1]), b'{"version":1}'
    assert small_kiosk.authorization(key, "K1.3", "POST", "/api/kiosk/push", body) == header[1]


def test_the_page_shows_an_entry_and_its_hash() -> None:
    shown = re.search(r"^(\{\"actor\".*\})\n([0-9a-f]{64})$", PAGE, re.MULTILINE)
    assert shown is not None
    event = json.loads(shown[1])
    assert small_kiosk.canonical(event) == shown[1]
    assert small_kiosk.hash_of(event, "0" * 64) == shown[2]
    assert hashlib.sha256(f"{'0' * 64}\n{shown[1]}".encode()).hexdigest() == shown[2]


def test_the_command_judges_a_kiosk_and_says_which_rule_was_broken(tmp_path: Path) -> None:
    program = tmp_path / "mutant.py"
    program.write_text(next(one for one in MUTANTS if one.name == "no zeros").source(), "utf-8")
    suite = [sys.executable, "-m", "tests.conformance", "--rule", "number-form", "--rule", "chain"]
    good = subprocess.run([*suite, "--", *SMALL], capture_output=True, text=True, check=False)
    bad = subprocess.run(
        [*suite, "--", sys.executable, str(program)], capture_output=True, text=True, check=False
    )
    assert (good.returncode, bad.returncode) == (0, 1)
    assert "2 of 2 rules are kept" in good.stdout
    assert "BROKEN number-form" in bad.stdout
    assert "kept   chain" in bad.stdout
