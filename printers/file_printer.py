"""A printer for training and for halls without one: every slip becomes a picture in a directory."""

from pathlib import Path

from printers.port import Outcome, PrinterError, PrinterStatus, Reason
from printers.raster import draw
from printers.slip import Slip, SlipError


class FilePrinter:
    """Writes `0001.png`, `0002.png` … and goes on counting where an earlier run ended."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def status(self) -> PrinterStatus:
        """Ready when the directory can be made."""
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise PrinterError(Reason.ABSENT, f"{self._directory}: {error.strerror}", retry=True) from error
        return PrinterStatus(trouble=None, speaks=True)

    def print_slip(self, slip: Slip) -> Outcome:
        """Draw the slip into the next file. Raises PrinterError where it cannot be drawn or written."""
        self.status()
        try:
            picture = draw(slip)
        except SlipError as error:
            raise PrinterError(Reason.UNPRINTABLE, str(error), retry=False) from error
        try:
            picture.save(next_picture(self._directory))
        except OSError as error:
            raise PrinterError(Reason.OFFLINE, f"{self._directory}: {error.strerror}", retry=True) from error
        return Outcome.PRINTED


def next_picture(directory: Path) -> Path:
    """The first of `0001.png`, `0002.png` … that is not there yet."""
    taken = [int(path.stem) for path in directory.glob("*.png") if path.stem.isdecimal()]
    return directory / f"{max(taken, default=0) + 1:04d}.png"
