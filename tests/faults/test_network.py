"""A hall and its kiosks on a network that fails: every number arrives once, and nobody is called twice."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.floor import open_floor
from tests.faults.net import Wire

FAULTS: dict[str, Callable[[Wire], None]] = {
    "the cable is out": Wire.cut,
    "nothing arrives": Wire.freeze,
    "the kiosk hears no answer": Wire.deafen_kiosk,
    "the hall hears no question": Wire.deafen_hall,
    "three packets of ten are lost": lambda wire: wire.lose(30),
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
    seed = random.randrange(1 << 32)
    with open_floor(tmp_path, seed=seed) as floor:
        floor.wait(1)
        FAULTS[fault](floor.net.wires[0])
        floor.wait(3)
        floor.net.wires[0].heal()
        floor.wait(1)
        floor.drain()
        findings = floor.judge()
        assert floor.parked() == 0
    assert findings.is_sound, findings
    assert findings.issued > 20
