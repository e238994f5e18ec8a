"""A printer behind the spooler of the system, which takes everything and tells nothing of the paper."""

import subprocess
import time

from printers.escpos_library import load

SPOOL_S = 10.0
_JOB = "Một Cửa"


class CupsLine:
    """queue: its name in CUPS. python-escpos's LP has no time-outs, and ends each job with a line feed."""

    def __init__(self, queue: str) -> None:
        self._queue = queue

    def write(self, data: bytes) -> None:
        """One job. Raises OSError when there is no such queue, or CUPS is not there."""
        command = ["lp", "-d", self._queue, "-t", _JOB, "-o", "raw"]
        try:
            done = subprocess.run(  # noqa: S603  a program of this machine, a name of the configuration
                command, input=data, capture_output=True, timeout=SPOOL_S, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise TimeoutError(f"lp took nothing for {SPOOL_S:g} s") from error
        if done.returncode:
            raise OSError(done.stderr.decode(errors="replace").strip() or "lp refused the job")

    def read(self, within_s: float) -> bytes:
        time.sleep(within_s)
        return b""

    def close(self) -> None:
        pass


class WindowsLine:
    """name: of the printer in Windows."""

    def __init__(self, name: str) -> None:
        library = load()
        self._line = library.Win32Raw(name)
        try:
            self._line.open(job_name=_JOB)
        except (library.DeviceNotFoundError, RuntimeError) as error:
            raise OSError(str(error)) from error

    def write(self, data: bytes) -> None:
        self._line._raw(data)

    def read(self, within_s: float) -> bytes:
        time.sleep(within_s)
        return b""

    def close(self) -> None:
        self._line.close()
