"""`motcua demo`: a whole hall on this machine, with stand-ins for whatever hardware is not there.

It is the product itself: the same server, kiosk and printer code as in a hall, started with a demo hall,
a demo log-in and a demo film. Everything it keeps is in `--data` and is made anew at each start.
"""

import argparse
import fcntl
import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assets import AssetError
from kiosk import clock
from kiosk.camera import DEVICE_PREFIX, CameraError, find_device
from kiosk.desks import today
from kiosk.faces.engine import FaceError
from kiosk.faces.recogniser import enrol
from kiosk.identity import KioskIdentity, key_to_enrol, save_identity
from kiosk.stand_in_desks import made_up_dossiers
from models.signing import Asker, public_key_of
from models.store.database import StoreError, open_database
from models.visitor import masked_name
from motcua.cli import CommandError
from motcua.config import KioskConfig, load_private_config
from motcua.demo_film import build_demo_film, demo_enrolment_frames
from motcua.face_parts import open_face_parts
from motcua.processes import Processes, Stopped
from motcua.stand_in_clerk import StandInClerk
from queue_server.demo import DEMO_LOGIN, DEMO_PASSWORD, DEMO_PLAN, enrol_demo_kiosk, seed_demo
from queue_server.serve import ServerError, bind
from queue_server.setup import read_plan

USUAL_PORT = 8600
CLERKS_LOGIN = "lan"  # so that whoever logs in as the demo's manager is not moved about
VISIT_PATIENCE_S = 90.0
LOOK_EVERY_S = 0.2
MARKER = ".motcua-demo"
CARD_FILE = "card.txt"
# Made up.
DEMO_CARD = "001155099999||TRẦN THỊ HỒNG HOA|09031955|Nữ|Số 1, phường Hà Đông, Hà Nội|31012022"


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What this machine has. display: the Qt platform to show the kiosk on, None to use the desktop's."""

    camera: str
    camera_said: str
    display: str | None
    display_said: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, default=Path("var/demo"), help="where the demo keeps its files")
    parser.add_argument("--port", type=int, default=USUAL_PORT, help="the server's port; 0: any free one")
    parser.add_argument("--play", action="store_true", help="let a stand-in citizen and clerk make visits")
    parser.add_argument("--visits", type=int, help="stop after this many visits (with --play)")
    parser.add_argument("--film", action="store_true", help="use the demo film even if there is a camera")
    parser.add_argument("--vnc", type=int, metavar="PORT", help="show the kiosk by VNC (open to the network)")


def run(options: argparse.Namespace) -> int:
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopping.set())
    data: Path = options.data.resolve()
    with _empty_stage(data):
        return _play(options, data, stopping)


def _play(options: argparse.Namespace, data: Path, stopping: threading.Event) -> int:
    stage = _stage(options, data)
    play = options.play or (stage.display is not None and options.vnc is None)
    processes = Processes(data / "run" / "logs", stopping)
    clerk: StandInClerk | None = None
    try:
        server_url = _start(processes, data / "run", stage, _free_port(options.port), play=play)
        _tell(server_url, data / "run", stage, play=play)
        if play:
            clerk = StandInClerk(server_url, CLERKS_LOGIN, DEMO_PASSWORD, _counter_of_each_service())
            clerk.start()
        return _watch(processes, stopping, clerk, options.visits)
    except Stopped:
        return 0
    finally:
        if clerk is not None:
            clerk.stop()
        processes.stop()
        print("Stopped.")


@contextmanager
def _empty_stage(data: Path) -> Iterator[None]:
    """A `run` directory of our own, made anew, that no second demo can take away while we use it."""
    run_dir, marker = data / "run", data / "run" / MARKER
    if run_dir.exists() and not marker.exists():
        raise CommandError(f"{run_dir} was not made by a demo; choose another --data")
    data.mkdir(parents=True, exist_ok=True)
    with (data / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(f"a demo already runs in {data}; stop it or choose another --data") from None
        shutil.rmtree(run_dir, ignore_errors=True)
        run_dir.mkdir()
        marker.touch()
        yield


def _stage(options: argparse.Namespace, data: Path) -> Stage:
    camera, camera_said = _camera(data, use_film=options.film)
    display, display_said = _display(data, options.vnc)
    return Stage(camera=camera, camera_said=camera_said, display=display, display_said=display_said)


def _camera(data: Path, *, use_film: bool) -> tuple[str, str]:
    device = None if use_film else find_device()
    if device is not None:
        return f"device:{device}", f"camera {device}"
    try:
        film = build_demo_film(data / "visits.mp4")
    except (AssetError, CameraError) as error:
        raise CommandError(str(error)) from error
    return str(
        film
    ), "no camera here, so a film of two public-domain portraits (Collins is enrolled, Hopper not)"


def _display(data: Path, vnc_port: int | None) -> tuple[str | None, str]:
    if vnc_port is not None:
        said = f"by VNC on port {vnc_port}, without a password, for everybody on this network"
        return f"vnc:size=1080x1920:port={vnc_port}", said
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return None, "in a window"
    return "offscreen", f"no display: pictures of its screens in {data / 'run' / 'screens'}/, or --vnc 5900"


def _start(processes: Processes, run_dir: Path, stage: Stage, port: int, *, play: bool) -> str:
    """Start printer, server and kiosk; returns the server's address."""
    processes.start("printer", ["printer", "--port", "0", "--out", str(run_dir / "paper")])
    hall_url = f"sqlite:///{run_dir}/hall.db"
    server_url = f"http://127.0.0.1:{port}"
    (run_dir / "server.toml").write_text(
        f'database = "{hall_url}"\nport = {port}\nface_keys = "{run_dir}/hall-face-keys"\n'
    )
    _seed(hall_url, run_dir / "kiosk.key")
    processes.start("server", ["server", "--config", str(run_dir / "server.toml")])
    printer = processes.wait_for_line("printer", "printer is listening on ")
    (run_dir / CARD_FILE).write_text(DEMO_CARD)
    # The people of the film are photographs: they cannot turn their heads.
    liveness = "sometimes" if stage.camera.startswith(DEVICE_PREFIX) else "never"
    kiosk_toml = run_dir / "kiosk.toml"
    kiosk_toml.touch(mode=0o600)
    kiosk_toml.write_text(
        f'server_url = "{server_url}"\n'
        f'key = "{run_dir}/kiosk.key"\n'
        f'database = "sqlite:///{run_dir}/kiosk.db"\n'
        f'face_secret = "{run_dir}/face.secret"\nface_keys = "{run_dir}/face-keys"\n'
        f'camera = "{stage.camera}"\n'
        f'card_reader = "{run_dir}/{CARD_FILE}"\n'
        f'enrol_faces = true\nliveness = "{liveness}"\n'
        f'printer = "escpos:{printer}"\n'
        'dossiers = "stand-in"\nopinions = "stand-in"\n'
        "[window]\nfullscreen = false\n"
    )
    with _native_stderr_in(run_dir / "logs" / "faces.log"):  # where the networks' runtime says hello
        _enrol(run_dir)
    processes.wait_for_line("server", "The hall is open at ")
    arguments = ["kiosk", "--config", str(kiosk_toml)]
    if stage.display == "offscreen":
        arguments += ["--snapshots", str(run_dir / "screens")]
    if play:
        arguments.append("--play")
    processes.start("kiosk", arguments, {} if stage.display is None else {"QT_QPA_PLATFORM": stage.display})
    processes.wait_for_line("kiosk", "the kiosk is open")
    return server_url


def _seed(hall_url: str, key_file: Path) -> None:
    """Make the demo hall and enrol its kiosk, whose key goes to `key_file`."""
    try:
        database = open_database(hall_url, "hall")
    except StoreError as error:
        raise CommandError(str(error)) from error
    try:
        seed_demo(database, clock.now_ms())
        private_key = key_to_enrol(key_file)
        enrolled = enrol_demo_kiosk(database, public_key_of(private_key), clock.now_ms())
        asker = Asker(issuer_id=enrolled.issuer_id, incarnation=enrolled.incarnation)
        save_identity(key_file, KioskIdentity(asker=asker, private_key=private_key))
    finally:
        database.close()


def _enrol(run_dir: Path) -> None:
    """Enrol the film's first visitor; her portrait is in the public domain."""
    database = open_database(f"sqlite:///{run_dir}/kiosk.db", "kiosk")
    try:
        parts = open_face_parts(load_private_config(run_dir / "kiosk.toml", KioskConfig), database)
        parts.store.keep(
            parts.engine,
            enrol(parts.engine, demo_enrolment_frames("eileen_collins")),
            shown_name=masked_name("Eileen Collins"),
            consent_text="demo: portrait in the public domain",
        )
    except (AssetError, FaceError, OSError) as error:
        raise CommandError(str(error)) from error
    finally:
        database.close()


@contextmanager
def _native_stderr_in(log: Path) -> Iterator[None]:
    """Send what native code writes to the terminal into `log` instead."""
    terminal = os.dup(2)
    with log.open("wb") as file:
        os.dup2(file.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(terminal, 2)
        os.close(terminal)


def _counter_of_each_service() -> dict[str, int]:
    counters = read_plan(DEMO_PLAN).counters
    return {
        service_id: counter.number for counter in reversed(counters) for service_id in counter.service_ids
    }


def _free_port(wanted: int) -> int:
    """`wanted` if nobody listens there, else one that is free."""
    try:
        listener = bind("127.0.0.1", wanted)
    except ServerError:
        print(f"Port {wanted} is taken, using another.")
        listener = bind("127.0.0.1", 0)
    with listener:
        return int(listener.getsockname()[1])


def _tell(server_url: str, run_dir: Path, stage: Stage, *, play: bool) -> None:
    dossiers = made_up_dossiers(today())
    print(
        f"""
Một Cửa is running.

  Kiosk     {stage.display_said}
  Camera    {stage.camera_said}
  Card      touch {run_dir / CARD_FILE} holds up a made-up one
  Paper     {run_dir / "paper"}/
  Display   {server_url}/display
  Staff     {server_url}/staff     log in: {DEMO_LOGIN} / {DEMO_PASSWORD} (exists in this demo only)
  Manager   {server_url}/reports   and /rules, /what-if (the same log-in)
  Booking   {server_url}/dat-lich
  Dossiers  {dossiers[0].code} to {dossiers[-1].code[-4:]} are made up, for "Tra cứu hồ sơ"
  Phone     the QR code on the paper opens on this machine only
  Logs      {run_dir / "logs"}/
"""
    )
    if play:
        print("A stand-in citizen visits the kiosk, and a stand-in clerk calls where nobody else does.")
    print("Ctrl+C stops everything.\n", flush=True)


def _watch(
    processes: Processes, stopping: threading.Event, clerk: StandInClerk | None, visits: int | None
) -> int:
    """Wait until told to stop, until a program ends by itself, or until enough visits were made."""
    served = 0
    deadline_s = time.monotonic() + VISIT_PATIENCE_S
    while not stopping.wait(LOOK_EVERY_S):
        ended = processes.ended()
        if ended is not None:
            raise CommandError(f"{ended} ended by itself:\n{processes.tail(ended)}")
        if clerk is None:
            continue
        if clerk.served > served:
            served = clerk.served
            deadline_s = time.monotonic() + VISIT_PATIENCE_S
            print(f"{time.strftime('%H:%M:%S')}  visit {served}: ticket printed, called, served", flush=True)
        if visits is not None and served >= visits:
            return 0
        if visits is not None and time.monotonic() > deadline_s:
            raise CommandError(f"no visit was completed for {VISIT_PATIENCE_S:.0f} s; see the logs")
    return 0
