"""A printer on USB, spoken to without the system's driver."""

from typing import Any

from printers.escpos_library import load

WRITE_S = 10.0
_PRINTER_CLASS = 7
_READ_BYTES = 64
_TO_COMPUTER = 0x80


class UsbLine:
    """vendor, product: its numbers, as `lsusb` shows them."""

    def __init__(self, vendor: int, product: int) -> None:
        library = load()

        class _Gentle(library.Usb):  # type: ignore[name-defined, misc]
            """Usb resets the printer when it is opened: what it had not printed would be lost."""

            def _configure_usb(self) -> None:
                if self.device.get_active_configuration() is None:
                    self.device.set_configuration()

        line = _Gentle(vendor, product, timeout=round(WRITE_S * 1000))
        try:
            line.open()
        except library.DeviceNotFoundError as error:
            raise OSError(f"USB {vendor:04x}:{product:04x} is not there") from error
        self._line = line
        self._in, self._out = _ends(line.device)

    def write(self, data: bytes) -> None:
        """Usb._raw does not look how much was taken."""
        while data:
            taken = self._line.device.write(self._out, data, round(WRITE_S * 1000))
            if not taken:
                raise TimeoutError("the printer takes no more")
            data = data[taken:]

    def read(self, within_s: float) -> bytes:
        """Usb._read waits for ever."""
        try:
            said = self._line.device.read(self._in, _READ_BYTES, max(1, round(within_s * 1000)))
        except load().USBTimeoutError:
            return b""
        return bytes(said)

    def close(self) -> None:
        self._line.close()


def _ends(device: Any) -> tuple[int, int]:
    """Where the printer is read from and written to: they differ, and python-escpos's guess fits few."""
    for interface in device.get_active_configuration():
        if interface.bInterfaceClass == _PRINTER_CLASS:
            ends = [end.bEndpointAddress for end in interface]
            ins, outs = (
                [one for one in ends if one & _TO_COMPUTER],
                [one for one in ends if not one & _TO_COMPUTER],
            )
            if ins and outs:
                return ins[0], outs[0]
    raise OSError("this is no printer that can be read from and written to")
