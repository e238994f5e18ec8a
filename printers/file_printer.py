"""A printer for training and for halls without one: every slip becomes a picture in a directory."""

import logging
from pathlib import Path

from models.print_job import Outcome, Reason
from printers.port import PrinterStatus, Result
from printers.raster import draw
from printers.slip import Slip, SlipError

log = logging.getLogger(__name__)


class FilePrinter:
    """Writes `0001.png`, `0002.png` … and goes on counting where an earlier run ended."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def status(self) -> PrinterStatus:
        """Ready when the directory can be made."""
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            log.error("no paper in %s: %s", self._directory, error.strerror)
            return PrinterStatus(trouble=Reason.ABSENT, speaks=False)
        return PrinterStatus(trouble=None, speaks=True)

    def print_slip(self, slip: Slip) -> Result:
        """Draw the slip into the next file."""
        trouble = self.status().trouble
        if trouble is not None:
            return Result(outcome=Outcome.FAILED, trouble=trouble)
        try:
            picture = draw(slip)
        except SlipError as error:
            log.error("a slip cannot be drawn: %s", error)
            return Result(outcome=Outcome.FAILED, trouble=Reason.UNPRINTABLE)
        try:
            picture.save(next_picture(self._directory))
        except OSError as error:
            log.error("no paper in %s: %s", self._directory, error.strerror)
            return Result(outcome=Outcome.FAILED, trouble=Reason.OFFLINE)
        return Result(outcome=Outcome.PRINTED, paper_mm=picture.height / slip.paper.dots_per_mm)


def next_picture(directory: Path) -> Path:
    """The first of `0001.png`, `0002.png` … that is not there yet."""
    taken = [int(path.stem) for path in directory.glob("*.png") if path.stem.isdecimal()]
    return directory / f"{max(taken, default=0) + 1:04d}.png"
