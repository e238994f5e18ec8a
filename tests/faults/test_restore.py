"""The server's disk is lost in the middle of a morning, the backup is older, the old server is not dead."""

import random
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from tests.faults.floor import Floor, open_floor
from tests.faults.processes import PATIENCE_S, ROOT, Server
from tests.helpers.halls import PASSWORD
from tests.helpers.servers import Client
from tests.helpers.waiting import wait_until


def operate(folder: Path, *words: str) -> str:
    """What `motcua hall` prints."""
    command = [sys.executable, "-m", "motcua", "hall", "--config", str(folder / "server.toml"), *words]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=PATIENCE_S)
    assert done.returncode == 0, done.stderr
    return done.stdout


def back_up(folder: Path) -> Path:
    told = re.search(r"^(\S+\.db):", operate(folder, "backup", "--to", str(folder / "backups")), re.MULTILINE)
    assert told is not None
    return Path(told[1])


def lose_disk_and_restore(folder: Path, floor: Floor, backup: Path) -> None:
    """The disk as it was when the server died is kept as `folder`/zombie."""
    floor.server.kill()
    shutil.copytree(folder / "hall", folder / "zombie", dirs_exist_ok=True)
    shutil.rmtree(folder / "hall")
    (folder / "hall").mkdir()
    operate(folder, "restore", str(backup))
    floor.server.start()


def test_a_morning_whose_server_lost_its_disk_is_sound(tmp_path: Path) -> None:
    with open_floor(tmp_path, seed=random.randrange(1 << 32)) as floor:
        floor.wait(1)
        backup = back_up(tmp_path)
        floor.wait(1)
        lose_disk_and_restore(tmp_path, floor, backup)
        floor.wait(1)
        floor.drain()
        findings = floor.judge()
        assert floor.parked() == 0
    assert findings.is_sound, findings


def awaited(folder: Path) -> str:
    """Whom the hall waits for before it goes on."""
    told = re.search(r"^awaited: (.*)$", operate(folder, "recovery"), re.MULTILINE)
    return "nobody" if told is None else told[1]


def promised(floor: Floor) -> int:
    """The epoch that the first kiosk follows, says its disk."""
    with closing(sqlite3.connect(f"file:{floor.kiosks[0].database}?mode=ro", uri=True)) as disk:
        return int(disk.execute("SELECT epoch FROM outbox").fetchone()[0])


def test_a_kiosk_killed_between_its_promise_and_its_copy_hands_the_copy_over(tmp_path: Path) -> None:
    with open_floor(tmp_path, seed=random.randrange(1 << 32)) as floor:
        kiosk, backup = floor.kiosks[0], back_up(tmp_path)
        kiosk.kill()
        kiosk.start(floor.server.address, "tests.faults.dying_kiosk")
        kiosk.wait_for_more()
        floor.wait_for_the_hall()
        before = promised(floor)
        lose_disk_and_restore(tmp_path, floor, backup)
        wait_until(kiosk.is_dead, timeout_s=PATIENCE_S)
        assert promised(floor) > before
        assert "K1" in awaited(tmp_path)
        kiosk.kill()
        kiosk.start(floor.server.address)
        floor.drain()
        findings = floor.judge()
        assert floor.parked() == 0
    assert findings.is_sound, findings


def test_a_hall_that_is_put_back_while_it_gathers_is_sound(tmp_path: Path) -> None:
    with open_floor(tmp_path, seed=random.randrange(1 << 32)) as floor:
        backup = back_up(tmp_path)
        floor.wait(1)
        floor.net.wires[1].cut()
        lose_disk_and_restore(tmp_path, floor, backup)
        wait_until(lambda: "K1" not in awaited(tmp_path), timeout_s=PATIENCE_S)
        assert "K2" in awaited(tmp_path)
        lose_disk_and_restore(tmp_path, floor, backup)
        floor.net.wires[1].heal()
        floor.drain()
        findings = floor.judge()
        assert floor.parked() == 0
    assert findings.is_sound, findings


def test_a_hall_that_is_put_back_again_and_again_is_sound(tmp_path: Path) -> None:
    with open_floor(tmp_path, seed=random.randrange(1 << 32)) as floor:
        backup = back_up(tmp_path)
        floor.wait(1)
        for _ in range(3):
            lose_disk_and_restore(tmp_path, floor, backup)
            floor.wait(floor.chance.uniform(0, 1))
        floor.drain()
        findings = floor.judge()
        assert floor.parked() == 0
    assert findings.is_sound, findings


def test_the_old_server_stops_at_the_first_word_of_a_kiosk_that_follows_the_new_one(tmp_path: Path) -> None:
    with open_floor(tmp_path, seed=random.randrange(1 << 32)) as floor:
        backup = back_up(tmp_path)
        floor.wait(1)
        lose_disk_and_restore(tmp_path, floor, backup)
        wait_until(lambda: "epoch" in floor.kiosks[0].said(), timeout_s=PATIENCE_S)
        (tmp_path / "old").mkdir()
        zombie = Server(floor.net, tmp_path / "old", f"sqlite:///{tmp_path}/zombie/hall.db")
        zombie.start()
        try:
            clerk = Client(zombie.address)
            clerk.log_in("s1", PASSWORD)
            floor.kiosks[0].kill()
            floor.kiosks[0].start(zombie.address)
            wait_until(lambda: "elsewhere" in operate(tmp_path / "old", "recovery"), timeout_s=PATIENCE_S)
            status, said = clerk.command("/api/counters/1/next", key="next-at-the-old-one")
            assert (status, said["error"]) == (503, "hall_replaced")
        finally:
            zombie.stop()
        floor.kiosks[0].kill()
        floor.kiosks[0].start(floor.server.address)
        floor.drain()
        findings = floor.judge()
        assert floor.parked() == 0
    assert findings.is_sound, findings
