"""A printer on a serial port, or on a USB port that looks like one."""

from printers.escpos_library import load

FASTEST_BAUD = 115_200  # a picture of a ticket takes 3 s, at 9,600 half a minute
_BITS_A_BYTE = 10  # with the start and the stop bit
_SPARE_S = 5.0


class SerialLine:
    """device: its path. baud: as the printer is set to."""

    def __init__(self, device: str, baud: int) -> None:
        library = load()
        line = library.Serial(devfile=device, baudrate=baud, timeout=0, dsrdtr=False)
        try:
            line.open()
        except library.DeviceNotFoundError as error:
            raise OSError(str(error)) from error
        self._line = line
        self._port = line.device
        self._baud = baud

    def write(self, data: bytes) -> None:
        self._port.write_timeout = _SPARE_S + 2 * len(data) * _BITS_A_BYTE / self._baud
        self._line._raw(data)

    def read(self, within_s: float) -> bytes:
        """Serial._read waits for 16 bytes, whatever there is."""
        self._port.timeout = within_s
        return bytes(self._port.read(1) + self._port.read(self._port.in_waiting))

    def close(self) -> None:
        """Not Serial.close, which waits until the printer has taken all, however long."""
        self._port.close()
