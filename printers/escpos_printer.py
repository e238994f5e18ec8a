"""A receipt printer on the network. Of python-escpos only the transport is used.

Its own image and status calls are not used: the first is slow and wide, the second misread what the printer
says. Before sending we ask (DLE EOT), after the last byte we ask again (GS r); a printer that answers
neither can only be said to have been sent the slip.
"""

import socket
from typing import TYPE_CHECKING

from printers.escpos_encoder import encode
from printers.port import Outcome, PrinterError, PrinterStatus, Reason
from printers.raster import draw
from printers.slip import Slip, SlipError

if TYPE_CHECKING:
    from printers.escpos_library import Network

CONNECT_S = 2.0
ANSWER_S = 0.5
SEND_S = 10.0
PRINTED_S = 8.0  # a ticket takes about 1 s at 150 mm/s; slow printers a few
SILENT_S = 1.0

_PRINTER_STATUS, _OFFLINE_CAUSE, _PAPER_STATUS = (b"\x10\x04" + bytes([n]) for n in (1, 2, 4))
_NEAR_END = 0x0C  # of the answer about paper
_SAY_WHEN_HERE = b"\x1dr\x01"


class EscposPrinter:
    """`host`: a name or an address. One connection a slip: an idle one breaks unnoticed."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._name = f"{host}:{port}"

    def status(self) -> PrinterStatus:
        """What the printer says of itself. Raises PrinterError when it is not there."""
        line = self._open()
        try:
            return _ask(line)
        except OSError as error:
            raise PrinterError(Reason.ABSENT, self._name, retry=True) from error
        finally:
            _hang_up(line)

    def print_slip(self, slip: Slip) -> Outcome:
        """Send the slip. Raises PrinterError with nothing sent: absent, no paper, open, off line.

        Takes 22 s at the very most, at an address that needs no name server: all of the times above.
        """
        try:
            groups = encode(draw(slip))
        except SlipError as error:
            raise PrinterError(Reason.UNPRINTABLE, f"{self._name}: {error}", retry=False) from error
        line = self._open()
        try:
            status = self._checked_status(line)
            return _send(line, groups, status)
        finally:
            _hang_up(line)

    def _checked_status(self, line: "Network") -> PrinterStatus:
        try:
            status = _ask(line)
        except OSError as error:
            raise PrinterError(Reason.ABSENT, self._name, retry=True) from error
        if status.trouble is not None:
            raise PrinterError(status.trouble, self._name, retry=True)
        return status

    def _open(self) -> "Network":
        from printers.escpos_library import Network

        # Network.open leaks its socket when nobody answers, and knows no IPv6.
        line = Network(self._host, self._port)
        try:
            line.device = socket.create_connection((self._host, self._port), CONNECT_S)
        except OSError as error:
            raise PrinterError(Reason.ABSENT, self._name, retry=True) from error
        return line


def _hang_up(line: "Network") -> None:
    """Close in peace: Network.close shuts both ways at once, which can cost a slow printer the last lines."""
    line.device.close()
    line.device = None


def _send(line: "Network", groups: list[bytes], status: PrinterStatus) -> Outcome:
    try:
        line.device.settimeout(
            SEND_S
        )  # for all of it: a printer out of paper takes no more, a slow one drips
        line._raw(b"".join(groups) + _SAY_WHEN_HERE)
        # A silent printer is waited for too: some drop what they have not yet printed when the line closes.
        if _reply(line, PRINTED_S if status.speaks else SILENT_S) is not None:
            return Outcome.WEAK
        return Outcome.UNKNOWN if status.speaks else Outcome.SENT
    except OSError:  # the printer went away in the middle: nobody knows what it had already printed
        return Outcome.UNKNOWN


def _ask(line: "Network") -> PrinterStatus:
    """Ask for the causes first: a printer that is open or empty is off line too."""
    is_paper_low = False
    for question, mask, trouble in (
        (_PAPER_STATUS, 0x60, Reason.NO_PAPER),
        (_OFFLINE_CAUSE, 0x04, Reason.COVER_OPEN),
        (_OFFLINE_CAUSE, 0x20, Reason.NO_PAPER),
        (_PRINTER_STATUS, 0x08, Reason.OFFLINE),
    ):
        line._raw(question)
        answer = _reply(line, ANSWER_S)
        if answer is None or answer & 0x93 != 0x12:  # DLE EOT answers are 0xx1xx10; anything else is noise
            return PrinterStatus(trouble=None, speaks=False)
        if answer & mask:
            return PrinterStatus(trouble=trouble, speaks=True)
        is_paper_low = is_paper_low or (question == _PAPER_STATUS and bool(answer & _NEAR_END))
    return PrinterStatus(trouble=None, speaks=True, is_paper_low=is_paper_low)


def _reply(line: "Network", within_s: float) -> int | None:
    """The last byte the printer says in time, None when it says nothing. Raises OSError when it hung up."""
    line.device.settimeout(within_s)
    try:
        answer = line._read()
    except TimeoutError:
        return None
    if not answer:
        raise ConnectionResetError
    return int(answer[-1])
