"""`motcua kiosk`: builds the real camera, faces, printer and line to the hall, and opens the window."""

import argparse
import logging
import queue
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from assets import AssetError
from kiosk.camera import DEVICE_PREFIX, CameraError, CameraFeed, Frame, open_camera
from kiosk.code_reader import CodeReader
from kiosk.effects import EffectRunner
from kiosk.events import KioskStopped
from kiosk.faces.blaze_mfn import BlazeMobileFaceNet
from kiosk.faces.engine import FaceError
from kiosk.faces.recogniser import Recogniser
from kiosk.faces.vault import load_or_create_key
from kiosk.issuer import Issuer
from kiosk.kiosk import Kiosk, Message, Offer, OfferChanged, OnlineChanged
from kiosk.people import load_gallery, shown_name
from kiosk.sync import HallLink
from kiosk.watcher import FaceWatcher
from models.store.database import Database, StoreError, open_database
from models.wire import Catalogue
from motcua.cli import CommandError
from motcua.config import KioskConfig, load_private_config
from printers import open_printer
from printers.port import Printer
from printers.slip import PAPER_58MM, PAPER_80MM
from ui.app import run_app
from ui.window import WindowError, WindowSettings

log = logging.getLogger(__name__)

ONE_PICTURE_S = 0.5
PAPERS = {"80mm": PAPER_80MM, "58mm": PAPER_58MM}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, default=Path("kiosk.toml"), help="the kiosk's configuration")
    parser.add_argument("--snapshots", type=Path, help="save a picture of every screen in this directory")
    parser.add_argument("--play", action="store_true", help="let a stand-in citizen make visits")


def run(options: argparse.Namespace) -> int:
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


def _serve(options: argparse.Namespace, config: KioskConfig, printer: Printer, database: Database) -> int:
    faces = _faces(config, database)
    camera = None if faces is None else faces.camera
    runner: EffectRunner

    def serve_as(catalogue: Catalogue) -> None:
        runner.issuer = Issuer(database=database, catalogue=catalogue)
        runner.post(OfferChanged(offer=Offer(hall=catalogue.hall, services=tuple(catalogue.services))))

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

    def start(post: Callable[[Message], None]) -> None:
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

    return run_app(
        Kiosk(perform=runner.perform, camera=camera),
        start=start,
        stop=stop,
        window=WindowSettings(
            width=config.window.width,
            height=config.window.height,
            fullscreen=config.window.fullscreen,
            panel_inches=config.window.panel_inches,
        ),
        snapshot_dir=options.snapshots,
        snapshot_camera=not config.camera.startswith(DEVICE_PREFIX),  # a real person's face is never kept
        someone_there=faces.someone_there if options.play and faces else None,
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


def _faces(config: KioskConfig, database: Database) -> _Faces | None:
    """What recognises people; without it the kiosk still serves, it only knows nobody."""
    if config.camera == "none":
        return None
    try:
        engine = BlazeMobileFaceNet()
        gallery = load_gallery(database, engine, load_or_create_key(config.face_key))
        camera = open_camera(config.camera)
    except (AssetError, FaceError, CameraError, OSError) as error:
        log.error("no face check-in: %s", error)
        return None
    log.info("face check-in with %s, %d people known", config.camera, len(gallery))
    watcher: FaceWatcher

    def lose(error: CameraError) -> None:
        log.error("no face check-in until the camera is back: %s", error)
        watcher.lose_camera()

    def regain() -> None:
        log.info("the camera is back")
        watcher.regain_camera()

    feed = CameraFeed(camera, on_failure=lose, reopen=lambda: open_camera(config.camera), on_return=regain)
    watcher = FaceWatcher(feed, Recogniser(engine, gallery), partial(shown_name, database))
    return _Faces(engine=engine, camera=feed, watcher=watcher)
