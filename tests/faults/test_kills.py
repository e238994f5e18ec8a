"""Kiosks and the server are killed in the middle of what they do, and nothing is lost or done twice."""

import random
from pathlib import Path

from tests.faults.floor import open_floor
from tests.faults.processes import CLOCKS_AGREE_BY_A_BAD_LINE_S

KILLS = 4
WITHIN_S = (0.1, 0.9)


def test_a_kiosk_that_is_killed_gives_no_number_twice_and_loses_none(tmp_path: Path) -> None:
    with open_floor(tmp_path, seed=random.randrange(1 << 32)) as floor:
        for _ in range(KILLS):
            floor.wait(floor.chance.uniform(*WITHIN_S))
            floor.kiosks[0].kill()
            floor.kiosks[0].start(floor.server.address)
            floor.kiosks[0].wait_for_more()
        floor.drain()
        findings = floor.judge()
        assert floor.parked() == 0
    assert findings.is_sound, findings


def test_a_server_that_is_killed_forgets_nothing_it_has_answered(tmp_path: Path) -> None:
    with open_floor(tmp_path, seed=random.randrange(1 << 32)) as floor:
        for _ in range(KILLS):
            floor.wait(floor.chance.uniform(*WITHIN_S))
            floor.server.kill()
            floor.wait(floor.chance.uniform(*WITHIN_S))
            floor.server.start()
            floor.wait_for_the_hall()
        floor.drain()
        findings = floor.judge()
        assert floor.parked() == 0
    assert findings.is_sound, findings


def test_all_of_it_at_once_on_a_line_that_loses_packets(tmp_path: Path) -> None:
    with open_floor(tmp_path, seed=random.randrange(1 << 32)) as floor:
        for wire in floor.net.wires:
            wire.lose(20)
        floor.wait(floor.chance.uniform(*WITHIN_S))
        floor.kiosks[0].kill()
        floor.server.kill()
        floor.kiosks[0].start(floor.server.address)
        floor.wait(floor.chance.uniform(*WITHIN_S))
        floor.server.start()
        floor.kiosks[1].kill()
        floor.kiosks[1].start(floor.server.address)
        floor.wait(1)
        for kiosk in floor.kiosks:
            kiosk.wait_for_more()
        for wire in floor.net.wires:
            assert wire.lost() > 0
            wire.heal()
        floor.drain()
        findings = floor.judge(CLOCKS_AGREE_BY_A_BAD_LINE_S)
        assert floor.parked() == 0
    assert findings.is_sound, findings
