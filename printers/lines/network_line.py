"""A printer on the network."""

import socket

from printers.escpos_library import load

CONNECT_S = 2.0
WRITE_S = 10.0  # for all of it: a printer out of paper takes no more, a slow one drips
_READ_BYTES = 4096
_SOONEST_S = 0.001  # zero would not wait at all


class NetworkLine:
    """One connection a slip: an idle one breaks unnoticed. `host`: a name or an address."""

    def __init__(self, host: str, port: int) -> None:
        # Network.open leaks its socket when nobody answers, and knows no IPv6.
        self._line = load().Network(host, port)
        self._socket = self._line.device = socket.create_connection((host, port), CONNECT_S)

    def write(self, data: bytes) -> None:
        self._socket.settimeout(WRITE_S)
        self._line._raw(data)

    def read(self, within_s: float) -> bytes:
        """Network._read gives 16 bytes at most, and nothing when the printer has hung up."""
        self._socket.settimeout(max(within_s, _SOONEST_S))
        try:
            said = self._socket.recv(_READ_BYTES)
        except TimeoutError:
            return b""
        if not said:
            raise ConnectionResetError("the printer has hung up")
        return said

    def close(self) -> None:
        """Close in peace: Network.close shuts both ways at once, which can cost the last lines."""
        self._socket.close()
        self._line.device = None
