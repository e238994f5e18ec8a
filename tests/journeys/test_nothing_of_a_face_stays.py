"""After real visits before a camera the disk is searched: no picture of anybody, no open template.

A real server and a real kiosk with a film for a camera; everything they write lies below one folder.
"""

import threading
import time
from contextlib import closing
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.camera import FilmCamera
from kiosk.face_store import FaceStore
from kiosk.faces.blaze_mfn import BlazeMobileFaceNet
from kiosk.faces.engine import Vector
from kiosk.faces.face_secret import load_or_create_secret
from kiosk.faces.hall_engine import HallEngine
from kiosk.faces.recogniser import enrol
from models.store.database import open_database
from models.store.key_files import KeyFiles
from models.store.kiosk_faces import Deed
from motcua.demo_film import build_demo_film, demo_enrolment_frames
from motcua.processes import Processes
from printers.virtual.printer import VirtualPrinter
from queue_server.demo import seed_demo
from tests.helpers.kiosks import enrolled_demo_kiosk

TWO_VISITS_S = 90.0
PICTURE_SIGNATURES = {"JPEG": b"\xff\xd8\xff", "PNG": b"\x89PNG\r\n", "WebP": b"WEBPVP8", "BMP": b"BM6\x00"}
RUN_PX = 24  # so many pixels in a row of a face occur nowhere by chance


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Vector]:
    """What two visits left on the disk, the film they were seen in, and the template of who is known."""
    outside, disk = tmp_path_factory.mktemp("outside"), tmp_path_factory.mktemp("disk")
    film = build_demo_film(outside / "visits.mp4")
    with closing(open_database(f"sqlite:///{disk}/hall.db", "hall")) as hall:
        seed_demo(hall, time.time_ns() // 1_000_000)
    enrolled_demo_kiosk(f"sqlite:///{disk}/hall.db", disk / "kiosk.key", time.time_ns() // 1_000_000)
    secret = load_or_create_secret(disk / "face.secret")
    engine = HallEngine(BlazeMobileFaceNet(), secret)
    template = enrol(engine, demo_enrolment_frames("eileen_collins"))
    with closing(open_database(f"sqlite:///{disk}/kiosk.db", "kiosk")) as kiosk:
        FaceStore(kiosk, KeyFiles(disk / "face-keys"), secret).keep(
            engine, template, shown_name="E. Collins", consent_text="a portrait in the public domain"
        )
    (disk / "server.toml").write_text(
        f'database = "sqlite:///{disk}/hall.db"\nport = 0\nface_keys = "{disk}/hall-face-keys"\n'
    )
    home = {name: str(disk / "home") for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")}
    (disk / "home").mkdir(mode=0o700)
    processes = Processes(disk / "logs", threading.Event())
    with VirtualPrinter(outside / "paper") as printer:
        try:
            processes.start("server", ["server", "--config", str(disk / "server.toml")], home)
            url = processes.wait_for_line("server", "The hall is open at ")
            (disk / "kiosk.toml").touch(mode=0o600)
            (disk / "kiosk.toml").write_text(
                f'server_url = "{url}"\nkey = "{disk}/kiosk.key"\ndatabase = "sqlite:///{disk}/kiosk.db"\n'
                f'face_secret = "{disk}/face.secret"\nface_keys = "{disk}/face-keys"\nliveness = "never"\n'
                f'camera = "{film}"\nprinter = "escpos:127.0.0.1:{printer.port}"\n'
                "[window]\nfullscreen = false\n"
            )
            kiosk_command = ["kiosk", "--config", str(disk / "kiosk.toml"), "--play"]
            processes.start("kiosk", kiosk_command, {**home, "QT_QPA_PLATFORM": "offscreen"})
            printer.wait_for_paper(2, TWO_VISITS_S)
        finally:
            processes.stop()
    return disk, film, template


def files_below(disk: Path) -> list[tuple[Path, bytes]]:
    return [(path, path.read_bytes()) for path in sorted(disk.rglob("*")) if path.is_file()]


def test_somebody_was_recognised_so_there_was_something_to_leave(written: tuple[Path, Path, Vector]) -> None:
    disk, _film, _template = written
    with closing(open_database(f"sqlite:///{disk}/kiosk.db", "kiosk")) as kiosk:
        store = FaceStore(kiosk, KeyFiles(disk / "face-keys"), load_or_create_secret(disk / "face.secret"))
        (person_id,) = KeyFiles(disk / "face-keys").person_ids()
        assert Deed.RECOGNISED in [use.deed for use in store.uses(person_id)]


def test_no_log_names_whoever_was_recognised(written: tuple[Path, Path, Vector]) -> None:
    disk, _film, _template = written
    logs = [path.read_text("utf-8", "replace") for path in (disk / "logs").iterdir()]
    assert logs
    assert not any("Collins" in log for log in logs)


def test_no_file_holds_a_picture(written: tuple[Path, Path, Vector]) -> None:
    disk, _film, _template = written
    holding = [
        f"{name} in {path.relative_to(disk)}"
        for path, held in files_below(disk)
        for name, signature in PICTURE_SIGNATURES.items()
        if signature in held
    ]
    assert holding == []


def test_no_file_holds_a_row_of_pixels_of_anybodys_face(written: tuple[Path, Path, Vector]) -> None:
    disk, film, _template = written
    rows = rows_of_faces(film)
    assert len(rows) >= 90
    for path, held in files_below(disk):
        assert not any(row in held for row in rows), path.relative_to(disk)


def test_no_file_holds_an_open_template(written: tuple[Path, Path, Vector]) -> None:
    disk, _film, template = written
    forms = [template[:16].astype(kind).tobytes() for kind in ("<f2", "<f4", "<f8")]
    forms.append(np.array2string(template[:3], precision=6)[1:].encode())
    for path, held in files_below(disk):
        assert not any(form in held for form in forms), path.relative_to(disk)


def rows_of_faces(film: Path) -> list[bytes]:
    """Runs of pixels through the faces of every tenth frame, as BGR, RGB and grey pictures hold them."""
    engine, rows = BlazeMobileFaceNet(), []
    with closing(FilmCamera(film, loop=False, sleep_s=lambda _span_s: None)) as camera:
        for _ in range(0, 150, 10):
            frame = [camera.read() for _ in range(10)][-1]
            rgb = np.ascontiguousarray(frame[:, :, ::-1])
            for face in engine.detect(rgb):
                for x, y in face.points[:4].astype(int):
                    for picture in (frame, rgb, cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)):
                        run = picture[y, x : x + RUN_PX]
                        if len(np.unique(run)) > RUN_PX // 4:  # no flat colour, which may be anything's
                            rows.append(run.tobytes())
    return rows
