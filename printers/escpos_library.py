"""The only import of python-escpos; as it takes a fifth of a second, it is left until something is printed.

Importing leaves a folder with a pickle behind, and may give the root logger a handler; both are taken back.
"""

import logging
import tempfile
from functools import cache
from types import SimpleNamespace
from typing import Any


@cache
def load() -> Any:
    """What is used of it, and of the library it speaks USB with."""
    handlers, folder = list(logging.root.handlers), tempfile.tempdir
    try:
        with tempfile.TemporaryDirectory() as tempfile.tempdir:
            from escpos.exceptions import DeviceNotFoundError
            from escpos.printer import Network, Serial, Usb, Win32Raw
            from serial.tools.list_ports import comports
            from usb.core import NoBackendError, USBTimeoutError
            from usb.core import find as find_usb
    finally:
        logging.root.handlers, tempfile.tempdir = handlers, folder

    def usb_devices() -> list[Any]:
        try:
            return list(find_usb(find_all=True))
        except NoBackendError:  # libusb is not installed
            return []

    return SimpleNamespace(
        DeviceNotFoundError=DeviceNotFoundError,
        Network=Network,
        Serial=Serial,
        USBTimeoutError=USBTimeoutError,
        Usb=Usb,
        Win32Raw=Win32Raw,
        serial_ports=comports,
        usb_devices=usb_devices,
    )
