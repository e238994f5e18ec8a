"""`motcua kiosk`: builds the real camera, faces, printer and line to the hall, and opens the window."""

import argparse
import getpass
import logging
import os
import queue
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assets import AssetError
from kiosk.camera import DEVICE_PREFIX, CameraError, CameraFeed, Frame, open_camera
from kiosk.card_scanner import SERIAL_PREFIX, open_card_reader
from kiosk.checkup import take_health, tell_health
from kiosk.clock import ClockWrong, own_moment
from kiosk.code_reader import CodeReader
from kiosk.desks import Desks
from kiosk.effects import EffectRunner
from kiosk.face_changes import FaceChanges
from kiosk.face_keeper import FaceKeeper
from kiosk.face_verifier import FaceVerifier
from kiosk.faces.engine import FaceEngine, FaceError
from kiosk.faces.guard import Guard, Liveness
from kiosk.faces.recogniser import Recogniser
from kiosk.faces.risk import load_risk_signals
from kiosk.identity import IdentityError, KioskIdentity, load_identity
from kiosk.journey.events import KioskStopped
from kiosk.journey.health import Sight
from kiosk.key_sound import open_key_sound
from kiosk.kiosk import CameraChanged, Kiosk, Message, OnlineChanged, PlaylistChanged
from kiosk.offering import Offering
from kiosk.paper_desk import PaperDesk
from kiosk.speaker import open_speaker
from kiosk.staff_desk import StaffDesk
from kiosk.staff_pin import LONGEST_PIN, SHORTEST_PIN, PinGate, hash_pin, is_sound
from kiosk.stand_in_desks import StandInDossiers, StandInOpinions
from kiosk.sync import HallLink
from kiosk.watchdog import Watchdog
from kiosk.watcher import FaceWatcher
from models.paper_roll import Roll
from models.store.database import Database, StoreError, open_database
from motcua.cli import CommandError
from motcua.config import KioskConfig, load_private_config
from motcua.enrol_kiosk import enrol_here
from motcua.face_parts import open_face_parts, open_face_store
from printers import open_printer
from printers.abilities import AbilitiesError
from printers.contents import Kind
from printers.port import Printer
from printers.slip import PAPER_58MM, PAPER_80MM
from printers.templates import Templates, load_templates
from printers.watched_printer import WatchedPrinter
from ui.app import end_to_be_started_anew, run_app
from ui.gallery import draw_gallery, every_look
from ui.window import WindowError, WindowSettings

log = logging.getLogger(__name__)

NONE = "none"
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
    enrol = actions.add_parser("enrol", help="make this machine a kiosk of its hall; asks for the code")
    enrol.add_argument(
        "--abandon", type=int, metavar="N", help="give up so many tickets that were never sent"
    )
    actions.add_parser("set-pin", help="ask for the PIN of the staff panel, print the line for kiosk.toml")


def run(options: argparse.Namespace) -> int:
    if options.action == "gallery":
        return _draw_gallery(options)
    if options.action == "set-pin":
        return _set_pin()
    config = load_private_config(options.config, KioskConfig)
    if options.action == "enrol":
        return enrol_here(config, options.abandon, ask=_ask)
    try:
        printer = WatchedPrinter(open_printer(config.printer, config.printer_abilities))
        identity = load_identity(config.key)
        database = open_database(config.database, "kiosk")
    except (StoreError, IdentityError, AbilitiesError, ValueError) as error:
        raise CommandError(str(error)) from error
    with closing(database):
        try:
            return _serve(options, config, identity, printer, database)
        except (StoreError, AssetError, WindowError) as error:
            raise CommandError(str(error)) from error


def _draw_gallery(options: argparse.Namespace) -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    settings = WindowSettings(panel_inches=options.panel_inches, reduced_motion=True)
    drawn = draw_gallery(options.out, settings, scale=options.scale, looks=every_look())
    print(f"{drawn} pictures; open {options.out / 'index.html'}")
    return 0


def _set_pin() -> int:
    pin = _ask("PIN: ")
    if not is_sound(pin):
        raise CommandError(f"a PIN has {SHORTEST_PIN} to {LONGEST_PIN} digits and nothing else")
    if _ask("The same again: ") != pin:
        raise CommandError("these are two different PINs")
    print(f'staff_pin_hash = "{hash_pin(pin)}"')
    print("Put this line into kiosk.toml, above [window], and restart the kiosk.", file=sys.stderr)
    return 0


def _ask(prompt: str) -> str:
    return getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


def _serve(
    options: argparse.Namespace,
    config: KioskConfig,
    identity: KioskIdentity,
    printer: WatchedPrinter,
    database: Database,
) -> int:
    runner: EffectRunner
    faces = _faces(
        config,
        database,
        on_camera=lambda is_there: runner.post(CameraChanged(is_there=is_there)),
        on_change=lambda: link.wake(),
    )
    camera = None if faces is None else faces.camera

    offering = Offering(database, identity.private_key)
    link = HallLink(
        database=database,
        server_url=config.server_url,
        identity=identity,
        ca_file=config.ca_file,
        on_catalogue=offering.use_services,
        on_online=lambda online: runner.post(OnlineChanged(online=online)),
        on_refused=lambda: runner.post(KioskStopped()),
    )
    offering.moment = link.clock.moment
    changes = _unseen_faces(config, database) if faces is None else faces.changes
    if changes is not None:
        link.share_faces(changes)
    speaker = open_speaker()
    key_sound = open_key_sound()
    kiosk = Kiosk(
        perform=lambda effect: runner.perform(effect), camera=camera, speaker=speaker, key_sound=key_sound
    )
    kiosk.sees = faces is not None
    kiosk.has_staff_panel = config.staff_pin_hash is not None
    kiosk.ask_hall = lambda: link.view
    desks = _desks(config)
    kiosk.finds_dossiers = desks.dossiers is not None
    kiosk.takes_opinions = desks.opinions is not None
    runner = EffectRunner(
        papers=PaperDesk(
            printer=printer,
            paper=PAPERS[config.paper],
            templates=_templates(config),
            roll=Roll(length_mm=config.roll_m * 1000),
            database=database,
            offering=offering,
            link=link,
        ),
        watcher=None if faces is None else faces.watcher,
        link=link,
        offering=offering,
        reader=None if camera is None else CodeReader(camera),
        staff=_staff_desk(config, kiosk, link=link, database=database, printer=printer, faces=faces),
        scanner=None if config.card_reader == NONE else open_card_reader(config.card_reader),
        desks=desks,
        faces=None if faces is None else faces.keeper,
    )

    link.on_playlist = lambda playlist: runner.post(PlaylistChanged(playlist=playlist))
    link.on_procedures = offering.use_procedures
    link.health = lambda: tell_health(database, _folder(config), printer.paper)

    def start(post: Callable[[Message], None]) -> None:
        try:
            own_moment()
        except ClockWrong as error:
            log.error("%s", error)
        runner.open(post)
        offering.open(post)
        if camera is not None:
            camera.start()
        link.start()
        log.info("the kiosk is open")

    def stop() -> None:
        runner.close()
        link.stop()
        offering.close()
        if camera is not None:
            camera.stop()
        speaker.close()
        key_sound.close()

    pulses = (*runner.pulses, offering.pulse, *link.pulses, *(() if camera is None else (camera.pulse,)))
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
        show_card=_stand_in_card(config),
        watchdog=Watchdog(pulses),
    )


def _staff_desk(
    config: KioskConfig,
    kiosk: Kiosk,
    *,
    link: HallLink,
    database: Database,
    printer: Printer,
    faces: "_Faces | None",
) -> StaffDesk | None:
    """What staff can do at the kiosk itself; nothing without a PIN."""
    if config.staff_pin_hash is None:
        return None

    def sight() -> Sight:
        if kiosk.camera is None:
            return Sight.NONE
        return Sight.SEES if kiosk.sees else Sight.LOST

    return StaffDesk(
        PinGate(config.staff_pin_hash),
        take_health=lambda: take_health(
            link=link,
            database=database,
            folder=_folder(config),
            printer=printer,
            camera=sight(),
            faces=None if faces is None else faces.recogniser,
        ),
        restart=end_to_be_started_anew,
    )


def _folder(config: KioskConfig) -> Path:
    return Path(config.database.removeprefix("sqlite:///")).parent


def _stand_in_card(config: KioskConfig) -> Callable[[], None] | None:
    """What holds up the card that is a file; None where there is none."""
    is_file = config.card_reader != NONE and not config.card_reader.startswith(SERIAL_PREFIX)
    return Path(config.card_reader).touch if is_file else None


def _templates(config: KioskConfig) -> Templates:
    """Those that ship where the hall's cannot be used: a slip of another look is better than none."""
    templates, problems = load_templates(config.slip_templates)
    for problem in problems:
        log.error("a template of slip_templates is not used: %s", problem)
    ticket = Kind.TICKET if config.slip_form == "short" else Kind.LONG_TICKET
    return {**templates, Kind.TICKET: templates[ticket]}


def _desks(config: KioskConfig) -> Desks:
    """Who is asked what the kiosk itself does not know: so far a stand-in, or nobody."""
    return Desks(
        dossiers=StandInDossiers() if config.dossiers == "stand-in" else None,
        opinions=StandInOpinions() if config.opinions == "stand-in" else None,
    )


@dataclass(frozen=True, kw_only=True)
class _Faces:
    """The camera and who looks through it."""

    engine: FaceEngine
    camera: CameraFeed
    recogniser: Recogniser
    watcher: FaceWatcher
    keeper: FaceKeeper
    changes: FaceChanges

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


def _unseen_faces(config: KioskConfig, database: Database) -> FaceChanges | None:
    """What this kiosk keeps of faces although it can see none: whoever is erased must be erased here too."""
    if not config.face_secret.exists():
        return None
    try:
        store, keys = open_face_store(config, database)
    except (FaceError, OSError) as error:
        log.error("what is kept of faces here cannot be opened: %s", error)
        return None
    store.erase_expired()
    return FaceChanges(database, keys, store.secret, lambda: None)


def _faces(
    config: KioskConfig,
    database: Database,
    *,
    on_camera: Callable[[bool], None],
    on_change: Callable[[], None],
) -> _Faces | None:
    """What recognises people; without it the kiosk still serves, it only knows nobody.

    on_camera: told when the camera begins, or ceases, to give pictures. on_change: called when there is
    something about a face to tell the hall.
    """
    if config.camera == NONE:
        return None
    try:
        parts = open_face_parts(config, database)
        engine, store = parts.engine, parts.store
        store.erase_expired()
        guard = Guard(Liveness(config.liveness), signals=load_risk_signals())
        recogniser = Recogniser(engine, store.gallery(engine), guard=guard)
    except (AssetError, FaceError, OSError) as error:
        log.error("no face check-in: %s", error)
        return None
    log.info("face check-in with %s, %d people known", config.camera, recogniser.people)
    watcher: FaceWatcher
    keeper: FaceKeeper

    def lose(error: CameraError) -> None:
        log.error("no face check-in until the camera is back: %s", error)
        watcher.lose_camera()
        keeper.sees = False
        on_camera(False)

    def regain() -> None:
        log.info("the camera gives pictures")
        watcher.regain_camera()
        keeper.sees = True
        on_camera(True)

    # The feed opens the camera itself: that takes up to a second, and one may be plugged in later.
    feed = CameraFeed(None, on_failure=lose, reopen=lambda: open_camera(config.camera), on_return=regain)
    watcher = FaceWatcher(feed, recogniser, store)
    keeper = FaceKeeper(
        camera=feed,
        engine=engine,
        store=store,
        verifier=FaceVerifier(feed, engine, store, parts.engine_of),
        offers=config.enrol_faces,
        guard=guard,
    )

    knowing = threading.Lock()

    def know() -> None:
        with knowing:  # else an older gallery could take the place of a newer one
            recogniser.know(store.gallery(engine))

    def know_and_tell() -> None:
        know()
        on_change()

    store.on_change = know_and_tell
    changes = FaceChanges(database, parts.keys, store.secret, know)
    return _Faces(
        engine=engine,
        camera=feed,
        recogniser=recogniser,
        watcher=watcher,
        keeper=keeper,
        changes=changes,
    )
