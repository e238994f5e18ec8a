"""A disk without a free block: who cannot store says so, and when there is room again nothing is missing."""

import random
from pathlib import Path

from tests.faults.disks import small_disk
from tests.faults.floor import open_floor
from tests.faults.processes import PATIENCE_S
from tests.helpers.waiting import wait_until

DISK_MB = 8


def test_a_kiosk_whose_disk_is_full_says_why_it_gives_no_number_and_goes_on_later(tmp_path: Path) -> None:
    with (
        small_disk(tmp_path / "K1", DISK_MB) as disk,
        open_floor(tmp_path, seed=random.randrange(1 << 32)) as floor,
    ):
        kiosk = floor.kiosks[0]
        disk.fill()
        wait_until(lambda: kiosk.refused, timeout_s=PATIENCE_S)
        assert "disk is full" in kiosk.refused[0]
        disk.make_room()
        before = len(kiosk.numbers())
        wait_until(lambda: len(kiosk.numbers()) > before + 3, timeout_s=PATIENCE_S)
        floor.drain()
        findings = floor.judge()
        assert floor.parked() == 0
    assert findings.is_sound, findings


def test_a_hall_whose_disk_is_full_takes_nothing_it_cannot_keep_and_goes_on_later(tmp_path: Path) -> None:
    with (
        small_disk(tmp_path / "hall", DISK_MB) as disk,
        open_floor(tmp_path, seed=random.randrange(1 << 32)) as floor,
    ):
        disk.fill()
        wait_until(lambda: "disk is full" in floor.server.said(), timeout_s=PATIENCE_S)
        floor.wait(1)
        disk.make_room()
        floor.drain()
        findings = floor.judge()
        assert floor.parked() == 0
    assert findings.is_sound, findings
