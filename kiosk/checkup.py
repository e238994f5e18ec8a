"""Ask every part of the kiosk how it is. That takes seconds, so never on the screen's thread."""

import logging
import platform
import shutil
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from kiosk import clock
from kiosk.faces.gallery import MAX_TEMPLATES
from kiosk.faces.recogniser import Recogniser
from kiosk.journey.health import Health, KnownFaces, PaperInDoubt, Sight
from kiosk.sync import HallLink
from models.kiosk_health import KioskHealth, PaperLeft
from models.paper_roll import Roll, paper_left
from models.print_job import Job, Next, next_of
from models.store import kiosk_faces, kiosk_log, kiosk_print
from models.store.database import Connection, Database, StoreError
from models.store.kiosk_print import KeptJob
from printers.port import Printer

_BYTES_PER_MB = 1_000_000

log = logging.getLogger(__name__)


def take_health(
    *,
    link: HallLink,
    database: Database,
    folder: Path,
    printer: Printer,
    camera: Sight,
    faces: Recogniser | None,
) -> Health:
    """How the kiosk is now. folder: on the disk that the store is on."""
    status = printer.status()
    papers, roll = _papers(database)
    return Health(
        hall_heard_ms=link.heard_ms,
        is_online=link.view is not None,
        unsent_tickets=_unsent(database),
        printer=status.trouble,
        printer_speaks=status.speaks,
        papers=papers,
        roll=roll,
        camera=camera,
        faces=None if faces is None else _known(faces, database),
        disk_free_mb=_free_mb(folder),
        clock_ahead_s=link.clock_ahead_s,
        versions={
            "Một Cửa": version("motcua"),
            "Python": platform.python_version(),
            "Qt": version("PySide6-Essentials"),
        },
    )


def tell_health(database: Database, folder: Path, paper: PaperLeft) -> KioskHealth | None:
    """What the hall is told of the kiosk; None while its own store cannot be read. Takes milliseconds."""
    try:
        outbox, oldest_ms = database.read(kiosk_log.unconfirmed_since).result()
        roll = database.read(kiosk_print.roll_in_printer).result()
    except StoreError as error:
        log.warning("the hall is not told how this kiosk is: %s", error)
        return None
    return KioskHealth(
        outbox=outbox,
        oldest_unsent_ms=oldest_ms,
        paper=paper_left(paper, roll),
        disk_free_mb=_free_mb(folder),
        program_version=version("motcua"),
        wall_ms=clock.now_ms(),
    )


def _known(faces: Recogniser, database: Database) -> KnownFaces:
    return KnownFaces(
        people=faces.people,
        of_1000=1000 * faces.strangers_named,
        is_full=faces.people >= MAX_TEMPLATES,
        unheard=_unheard(database),
    )


def _unheard(database: Database) -> int:
    try:
        unsent = database.read(kiosk_faces.unsent).result()
    except StoreError as error:
        log.warning("what the hall has not heard of faces cannot be counted: %s", error)
        return 0
    return sum(one.erased_at_ms is not None for one in unsent)


def _papers(database: Database) -> tuple[Sequence[PaperInDoubt] | None, Roll | None]:
    """Which papers a person has to decide about, and what is left of the roll."""

    def work(connection: Connection) -> tuple[Sequence[KeptJob], Roll | None]:
        return kiosk_print.open_jobs(connection), kiosk_print.roll_in_printer(connection)

    try:
        kept, roll = database.read(work).result()
    except StoreError as error:
        log.warning("which papers are in doubt cannot be looked up: %s", error)
        return None, None
    now_ms = clock.now_ms()
    return [_doubt(one.job) for one in kept if next_of(one.job, now_ms, is_here=False) is Next.ASK], roll


def _doubt(job: Job) -> PaperInDoubt:
    return PaperInDoubt(
        ticket_id=job.ticket_id,
        number=job.number,
        at_ms=job.queued_at_ms,
        state=job.state,
        trouble=job.trouble,
    )


def _unsent(database: Database) -> int | None:
    try:
        return database.read(kiosk_log.count_unsent).result()
    except StoreError as error:
        log.warning("what is not yet sent cannot be counted: %s", error)
        return None


def _free_mb(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free // _BYTES_PER_MB
    except OSError as error:
        log.warning("the disk cannot be looked at: %s", error)
        return None
