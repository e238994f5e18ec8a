"""A hall and its kiosks on a network that fails: every number arrives once, and nobody is called twice."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.floor import open_floor
from tests.faults.net import Wire
from tests.faults.processes import CLOCKS_AGREE_BY_A_BAD_LINE_S

SETTLED_S = 0.3  # what was on its way has arrived
HELD_S = 3.0
NO_ANSWER = "the kiosk hears no answer"
LOSS = "three packets of ten are lost"
FAULTS: dict[str, Callable[[Wire], None]] = {
    "the cable is out": Wire.cut,
    "nothing arrives": Wire.freeze,
    NO_ANSWER: Wire.deafen_kiosk,
    "the hall hears no question": Wire.deafen_hall,
    LOSS: lambda wire: wire.lose(30),
    "every connection is broken off": Wire.reset,
}


def test_a_morning_without_faults_is_sound(tmp_path: Path) -> None:
    with open_floor(tmp_path, seed=1) as floor:
        floor.wait(2)
        floor.drain()
        findings = floor.judge()
    assert findings.is_sound, findings
    assert findings.issued > 20


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_the_network_does_each_number_is_called_once(tmp_path: Path, fault: str) -> None:
    with open_floor(tmp_path, seed=random.randrange(1 << 32)) as floor:
        floor.wait(1)
        kiosk, wire = floor.kiosks[0], floor.net.wires[0]
        FAULTS[fault](wire)
        floor.wait(SETTLED_S)
        acked = kiosk.acked
        kiosk.wait_for_more()
        floor.wait(HELD_S)
        if fault == LOSS:
            assert wire.lost() > 0
        else:
            assert kiosk.acked == acked
        if fault == NO_ANSWER:
            assert kiosk.unconfirmed() & floor.known()
        wire.heal()
        floor.wait(1)
        floor.drain()
        findings = floor.judge(CLOCKS_AGREE_BY_A_BAD_LINE_S)
        assert floor.parked() == 0
    assert findings.is_sound, findings
    assert findings.issued > 20
