"""A line to a printer in software whose time passes as fast as one can compute: for tests and benchmarks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from printers.virtual.device import Device

TICK_S = 0.002
FULL_S = 10.0

Deed = Callable[[Device], None]


@dataclass(kw_only=True)
class SimulatedLine:
    """Carries bytes at once. deeds: what people do to the printer, by the moment, in seconds.

    breaks_after: so many bytes arrive, then the line breaks. sent: how many have arrived.
    """

    device: Device
    deeds: Iterable[tuple[float, Deed]] = ()
    breaks_after: int | None = None
    sent: int = 0
    now_s: float = 0
    _said: bytes = field(default=b"", init=False)

    def __post_init__(self) -> None:
        self._left = sorted(self.deeds, key=lambda deed: deed[0])
        self.now_s = self.device.now_s

    def clock_s(self) -> float:
        return self.now_s

    def write(self, data: bytes) -> None:
        """Raises TimeoutError when the printer takes nothing for long, ConnectionResetError in a break."""
        deadline_s = self.now_s + FULL_S
        while data:
            part = data[: self.device.room()]
            if self.breaks_after is not None:
                part = part[: self.breaks_after - self.sent]
            self.device.receive(part)
            self.sent += len(part)
            data = data[len(part) :]
            if self.sent == self.breaks_after:
                raise ConnectionResetError
            if data:
                if self.now_s > deadline_s:
                    raise TimeoutError
                self.go_on(TICK_S)

    def read(self, within_s: float) -> bytes:
        """What it says, as soon as it says anything."""
        deadline_s = self.now_s + within_s
        while not self._said and self.now_s < deadline_s:
            self.go_on(min(TICK_S, deadline_s - self.now_s))
        said, self._said = self._said, b""
        return said

    def close(self) -> None:
        self.device.hang_up()

    def go_on(self, seconds: float) -> None:
        """Time passes."""
        until_s = self.now_s + seconds
        while self._left and self._left[0][0] <= until_s:
            at_s, deed = self._left.pop(0)
            self._said += self.device.run(max(at_s, self.device.now_s))
            deed(self.device)
        self._said += self.device.run(until_s)
        self.now_s = until_s
