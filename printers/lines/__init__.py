"""The ways to a printer, each of which ends in time. `open_line` knows them by their addresses."""

import re
from collections.abc import Callable
from functools import partial

from printers.conversation import Line
from printers.lines.device_line import DeviceLine
from printers.lines.network_line import NetworkLine
from printers.lines.serial_line import FASTEST_BAUD, SerialLine
from printers.lines.spooler_line import CupsLine, WindowsLine
from printers.lines.usb_line import UsbLine

KINDS = "escpos:HOST:PORT, usb:VENDOR:PRODUCT, serial:DEVICE:BAUD, device:PATH, cups:QUEUE, windows:NAME"

_NETWORK = re.compile(r"escpos:(?P<host>.+):(?P<port>\d{1,5})")
_USB = re.compile(r"usb:(?P<vendor>[0-9a-fA-F]{4}):(?P<product>[0-9a-fA-F]{4})")
_SERIAL = re.compile(r"serial:(?P<device>[^:].*?)(:(?P<baud>\d{4,7}))?")
_NAMED = re.compile(r"(?P<kind>device|cups|windows):(?P<name>.+)")
_OPENERS: dict[str, Callable[[str], Line]] = {"device": DeviceLine, "cups": CupsLine, "windows": WindowsLine}


def line_opener(address: str) -> Callable[[], Line] | None:
    """What connects to the printer at `address`, None if that is no address of one.

    The opener raises OSError that says why there is no connection.
    """
    if (found := _NETWORK.fullmatch(address)) and 0 < int(found["port"]) < 65536:
        return partial(NetworkLine, found["host"].strip("[]"), int(found["port"]))
    if found := _USB.fullmatch(address):
        return partial(UsbLine, int(found["vendor"], 16), int(found["product"], 16))
    if found := _SERIAL.fullmatch(address):
        return partial(SerialLine, found["device"], int(found["baud"] or FASTEST_BAUD))
    if found := _NAMED.fullmatch(address):
        return partial(_OPENERS[found["kind"]], found["name"])
    return None
