"""A printer behind a file of the system, such as /dev/usb/lp0."""

import errno
import os
import select
import time

WRITE_S = 10.0
_READ_BYTES = 4096
_ONE_WAY = (errno.EACCES, errno.EINVAL, errno.EPERM)


class DeviceLine:
    """path: of the file. python-escpos's File never reads, and waits for ever for a printer that is stuck."""

    def __init__(self, path: str) -> None:
        flags = os.O_NONBLOCK | os.O_NOCTTY
        try:
            self._file = os.open(path, os.O_RDWR | flags)
        except OSError as error:
            if error.errno not in _ONE_WAY:
                raise
            self._file = os.open(path, os.O_WRONLY | flags)

    def write(self, data: bytes) -> None:
        deadline_s = time.monotonic() + WRITE_S
        while data:
            left_s = deadline_s - time.monotonic()
            if left_s <= 0 or not select.select([], [self._file], [], left_s)[1]:
                raise TimeoutError("the printer takes no more")
            data = data[os.write(self._file, data) :]

    def read(self, within_s: float) -> bytes:
        """A file that says nothing, or cannot be read, is waited for all the same."""
        deadline_s = time.monotonic() + within_s
        if select.select([self._file], [], [], within_s)[0]:
            try:
                said = os.read(self._file, _READ_BYTES)
            except OSError as error:
                if error.errno not in (*_ONE_WAY, errno.EBADF, errno.EAGAIN):
                    raise
                said = b""
            if said:
                return said
        time.sleep(max(0.0, deadline_s - time.monotonic()))
        return b""

    def close(self) -> None:
        os.close(self._file)
