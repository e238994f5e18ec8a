"""`motcua kiosk`: builds the real camera, faces, printer and line to the hall, and opens the window."""

import argparse
import logging
import os
import queue
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from assets import AssetError
from kiosk.camera import DEVICE_PREFIX, CameraError, CameraFeed, Frame, open_camera
from kiosk.clock import ClockWrong, now_ms, trusted_ms
from kiosk.code_reader import CodeReader
from kiosk.effects import EffectRunner
from kiosk.events import KioskStopped
from kiosk.faces.blaze_mfn import BlazeMobileFaceNet
from kiosk.faces.engine import FaceError
from kiosk.faces.recogniser import Recogniser
from kiosk.faces.vault import load_or_create_key
from kiosk.issuer import Issuer
from kiosk.key_sound import open_key_sound
from kiosk.kiosk import CameraChanged, Kiosk, Message, Offer, OfferChanged, OnlineChanged, PlaylistChanged
from kiosk.people import load_gallery, shown_name
from kiosk.speaker import open_speaker
from kiosk.sync import HallLink
from kiosk.watchdog import Watchdog
from kiosk.watcher import FaceWatcher
from models.procedures.lookup import Lookup
from models.procedures.shipped import shipped_catalogue
from models.service_day import service_day
from models.store.database import Database, StoreError, open_database
from models.wire import Catalogue
from motcua.cli import CommandError
from motcua.config import KioskConfig, load_private_config
from printers import open_printer
from printers.port import Printer
from printers.slip import PAPER_58MM, PAPER_80MM
from ui.app import run_app
from ui.gallery import draw_gallery, every_look
from ui.window import WindowError, WindowSettings

log = logging.getLogger(__name__)

ONE_PICTURE_S = 0.5
PAPERS = {"80mm": PAPER_80MM, "58mm": PAPER_58MM}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, default=Path("kiosk.toml"), help="the kiosk's configuration")
    parser.add_argument("--snapshots", type=Path, help="save a picture of every screen in this directory")
    parser.add_argument("--play", action="store_true", help="let a stand-in citizen make visits")
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    gallery = actions.add_parser("gallery", help="draw every screen in every look, on one page to review")
    gallery.add_argument("--out", type=Path, required=True, help="the directory for the pictures")
    gallery.add_argument("--panel-inches", type=float, default=21.5, help="the panel's diagonal")
    gallery.add_argument("--scale", type=float, default=0.5, help="of the pictures; 1 keeps every pixel")


def run(options: argparse.Namespace) -> int:
    if options.action == "gallery":
        return _draw_gallery(options)
    config = load_private_config(options.config, KioskConfig)
    try:
        printer = open_printer(config.printer)
        database = open_database(config.database, "kiosk")
    except (StoreError, ValueError) as error:
        raise CommandError(str(error)) from error
    with closing(database):
        try:
            return _serve(options, config, printer, database)
        except (StoreError, AssetError, WindowError) as error:
            raise CommandError(str(error)) from error


def _draw_gallery(options: argparse.Namespace) -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    settings = WindowSettings(panel_inches=options.panel_inches, reduced_motion=True)
    drawn = draw_gallery(options.out, settings, scale=options.scale, looks=every_look())
    print(f"{drawn} pictures; open {options.out / 'index.html'}")
    return 0


def _serve(options: argparse.Namespace, config: KioskConfig, printer: Printer, database: Database) -> int:
    runner: EffectRunner
    faces = _faces(config, database, lambda is_there: runner.post(CameraChanged(is_there=is_there)))
    camera = None if faces is None else faces.camera

    def serve_as(catalogue: Catalogue) -> None:
        services = tuple(catalogue.services)
        today = service_day(now_ms(), catalogue.hall.timezone)
        procedures = shipped_catalogue().valid_on(today).within({service.id for service in services})
        runner.issuer = Issuer(database=database, catalogue=catalogue)
        runner.procedures = procedures
        offer = Offer(hall=catalogue.hall, services=services, procedures=procedures)
        runner.post(OfferChanged(offer=offer))
        runner.lookup = Lookup(procedures)  # takes a moment, for which nobody has to wait

    link = HallLink(
        database=database,
        server_url=config.server_url,
        token=config.token,
        ca_file=config.ca_file,
        on_catalogue=serve_as,
        on_online=lambda online: runner.post(OnlineChanged(online=online)),
        on_refused=lambda: runner.post(KioskStopped()),
    )
    runner = EffectRunner(
        printer=printer,
        paper=PAPERS[config.paper],
        watcher=None if faces is None else faces.watcher,
        link=link,
        reader=None if camera is None else CodeReader(camera),
    )

    speaker = open_speaker()
    key_sound = open_key_sound()

    link.on_playlist = lambda playlist: runner.post(PlaylistChanged(playlist=playlist))

    def start(post: Callable[[Message], None]) -> None:
        try:
            trusted_ms()
        except ClockWrong as error:
            log.error("%s", error)
        runner.open(post)
        if camera is not None:
            camera.start()
        link.start()
        log.info("the kiosk is open")

    def stop() -> None:
        runner.close()
        link.stop()
        if camera is not None:
            camera.stop()
        speaker.close()
        key_sound.close()

    kiosk = Kiosk(perform=runner.perform, camera=camera, speaker=speaker, key_sound=key_sound)
    kiosk.sees = faces is not None
    kiosk.ask_hall = lambda: link.view
    pulses = (*runner.pulses, *link.pulses, *(() if camera is None else (camera.pulse,)))
    return run_app(
        kiosk,
        start=start,
        stop=stop,
        window=WindowSettings(
            width=config.window.width,
            height=config.window.height,
            fullscreen=config.window.fullscreen,
            panel_inches=config.window.panel_inches,
            panel_bottom_mm=config.window.panel_bottom_mm,
            reduced_motion=config.window.reduced_motion,
            dim_after_s=config.window.dim_after_min * 60,
        ),
        snapshot_dir=options.snapshots,
        snapshot_camera=not config.camera.startswith(DEVICE_PREFIX),  # a real person's face is never kept
        someone_there=faces.someone_there if options.play and faces else None,
        watchdog=Watchdog(pulses),
    )


@dataclass(frozen=True, kw_only=True)
class _Faces:
    """The camera and who looks through it."""

    engine: BlazeMobileFaceNet
    camera: CameraFeed
    watcher: FaceWatcher

    def someone_there(self) -> bool:
        """Whether there is a face in the next picture."""
        pictures: queue.SimpleQueue[Frame] = queue.SimpleQueue()
        unsubscribe = self.camera.subscribe(pictures.put)
        try:
            frame = pictures.get(timeout=ONE_PICTURE_S)
        except queue.Empty:
            return False
        finally:
            unsubscribe()
        return bool(self.engine.detect(np.ascontiguousarray(frame[:, :, ::-1])))


def _faces(config: KioskConfig, database: Database, on_camera: Callable[[bool], None]) -> _Faces | None:
    """What recognises people; without it the kiosk still serves, it only knows nobody.

    on_camera: told when the camera begins, or ceases, to give pictures.
    """
    if config.camera == "none":
        return None
    try:
        engine = BlazeMobileFaceNet()
        gallery = load_gallery(database, engine, load_or_create_key(config.face_key))
    except (AssetError, FaceError, OSError) as error:
        log.error("no face check-in: %s", error)
        return None
    log.info("face check-in with %s, %d people known", config.camera, len(gallery))
    watcher: FaceWatcher

    def lose(error: CameraError) -> None:
        log.error("no face check-in until the camera is back: %s", error)
        watcher.lose_camera()
        on_camera(False)

    def regain() -> None:
        log.info("the camera gives pictures")
        watcher.regain_camera()
        on_camera(True)

    # The feed opens the camera itself: that takes up to a second, and one may be plugged in later.
    feed = CameraFeed(None, on_failure=lose, reopen=lambda: open_camera(config.camera), on_return=regain)
    watcher = FaceWatcher(feed, Recogniser(engine, gallery), partial(shown_name, database))
    return _Faces(engine=engine, camera=feed, watcher=watcher)
