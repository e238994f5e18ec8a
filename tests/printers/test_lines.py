"""Each way to a printer carries every byte, gives answers back at once, and ends in time."""

import os
import pty
import socket
import threading
import time
import tty
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar

import pytest

from models.print_job import Outcome
from printers.conversation import Line
from printers.escpos_printer import EscposPrinter
from printers.lines import device_line, network_line, spooler_line, usb_line
from printers.lines.device_line import DeviceLine
from printers.lines.network_line import NetworkLine
from printers.lines.serial_line import SerialLine
from printers.lines.spooler_line import CupsLine, WindowsLine
from printers.lines.usb_line import UsbLine
from printers.raster import draw
from printers.slip import Slip
from printers.virtual.device import Device
from tests.helpers.printers import FAST

SHORT_S = 0.2
MUCH = bytes(8_000_000)


def ends_in_time(line: Line) -> bool:
    """Whether a printer that takes nothing is given up."""
    began_s = time.monotonic()
    with pytest.raises(TimeoutError):
        line.write(MUCH)
    return time.monotonic() - began_s < 5


# ---- network ----


@pytest.fixture
def peer() -> Iterator[tuple[NetworkLine, socket.socket]]:
    """A connection, and the printer's end of it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        line = NetworkLine("127.0.0.1", listener.getsockname()[1])
        end, _ = listener.accept()
        with closing(line), end:
            yield line, end


def test_a_network_printer_is_written_to_and_read_from(peer: tuple[NetworkLine, socket.socket]) -> None:
    line, end = peer
    line.write(b"slip")
    assert end.recv(100) == b"slip"
    end.sendall(b"\x12")
    assert line.read(5) == b"\x12"
    assert line.read(0) == b""


def test_a_network_printer_that_takes_nothing_is_given_up(
    peer: tuple[NetworkLine, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network_line, "WRITE_S", SHORT_S)
    assert ends_in_time(peer[0])


def test_a_network_printer_that_hangs_up_is_noticed(peer: tuple[NetworkLine, socket.socket]) -> None:
    line, end = peer
    end.close()
    with pytest.raises(ConnectionResetError):
        line.read(5)


# ---- serial ports and device files ----


@pytest.fixture
def port() -> Iterator[tuple[int, str]]:
    """The printer's end of a serial line, and the path of the other."""
    end, other = pty.openpty()
    tty.setraw(other)
    yield end, os.ttyname(other)
    os.close(other)
    with suppress(OSError):
        os.close(end)


@pytest.mark.parametrize("opened", [lambda path: SerialLine(path, 115_200), DeviceLine])
def test_a_port_is_written_to_and_answers_at_once(port: tuple[int, str], opened: type[DeviceLine]) -> None:
    end, path = port
    with closing(opened(path)) as line:
        line.write(bytes(range(256)))
        assert os.read(end, 1000) == bytes(range(256))
        os.write(end, b"\x12")
        began_s = time.monotonic()
        assert line.read(5) == b"\x12"
        assert time.monotonic() - began_s < 2
        assert line.read(0.01) == b""


def test_a_serial_printer_that_takes_nothing_is_given_up(
    port: tuple[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("printers.lines.serial_line._SPARE_S", SHORT_S)
    with closing(SerialLine(port[1], 4_000_000)) as line, pytest.raises(OSError, match="timeout"):
        line.write(bytes(100_000))


def test_a_device_that_takes_nothing_is_given_up(
    port: tuple[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device_line, "WRITE_S", SHORT_S)
    with closing(DeviceLine(port[1])) as line:
        assert ends_in_time(line)


def test_a_port_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = str(tmp_path / "ttyUSB9")
    for opened in (lambda: SerialLine(path, 9600), lambda: DeviceLine(path)):
        with pytest.raises(OSError, match="ttyUSB9"):
            opened()


def test_a_plain_file_takes_everything_and_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "lp0"
    path.touch()
    with closing(DeviceLine(str(path))) as line:
        line.write(b"slip")
        assert line.read(0.01) == b""
    assert path.read_bytes() == b"slip"


def test_a_slip_goes_over_a_serial_line_and_is_acknowledged(port: tuple[int, str], slip: Slip) -> None:
    end, path = port
    device, done = Device(model=FAST), threading.Event()

    def work() -> None:
        os.set_blocking(end, False)
        began_s = time.monotonic()
        while not done.is_set():
            said = device.run(time.monotonic() - began_s)
            if said:
                os.write(end, said)
            with suppress(BlockingIOError):
                device.receive(os.read(end, max(1, device.room())) if device.room() else b"")
            time.sleep(0.001)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        result = EscposPrinter(lambda: SerialLine(path, 115_200)).print_slip(slip)
    finally:
        done.set()
        thread.join()
    assert result.outcome is Outcome.PRINTED
    assert [piece.picture.tobytes() for piece in device.pieces] == [draw(slip).tobytes()]


# ---- spoolers ----


@pytest.fixture
def lp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for CUPS's own program, which keeps what it was given; what it does is written into it."""
    program = tmp_path / "bin" / "lp"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/words\ncat > {tmp_path}/job\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)
    return program


def test_a_queue_is_given_the_whole_slip_as_it_is(lp: Path, tmp_path: Path) -> None:
    with closing(CupsLine("Kiosk")) as line:
        line.write(bytes(range(256)))
        assert line.read(0.01) == b""
    assert (tmp_path / "job").read_bytes() == bytes(range(256))
    words = (tmp_path / "words").read_text()
    assert "-d Kiosk" in words
    assert "-o raw" in words


def test_a_queue_that_is_not_there_is_said(lp: Path) -> None:
    lp.write_text("#!/bin/sh\necho 'lp: The printer or class does not exist.' >&2\nexit 1\n")
    with pytest.raises(OSError, match="does not exist"):
        CupsLine("Nobody").write(b"slip")


def test_a_spooler_that_hangs_is_given_up(lp: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lp.write_text("#!/bin/sh\nexec sleep 5\n")
    monkeypatch.setattr(spooler_line, "SPOOL_S", SHORT_S)
    with pytest.raises(TimeoutError):
        CupsLine("Kiosk").write(b"slip")


def test_a_machine_without_a_spooler_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OSError, match="lp"):
        CupsLine("Kiosk").write(b"slip")


class NotFound(Exception):
    pass


class FakeWindowsPrinter:
    """What python-escpos speaks to Windows with; there is no Windows here."""

    taken: ClassVar[list[bytes]] = []

    def __init__(self, name: str) -> None:
        self.name = name

    def open(self, job_name: str) -> None:
        if self.name != "POS-80C":
            raise NotFound(self.name)

    def _raw(self, data: bytes) -> None:
        self.taken.append(data)

    def close(self) -> None:
        pass


def test_a_windows_printer_is_given_the_slip_or_named(monkeypatch: pytest.MonkeyPatch) -> None:
    library = SimpleNamespace(Win32Raw=FakeWindowsPrinter, DeviceNotFoundError=NotFound)
    monkeypatch.setattr(spooler_line, "load", lambda: library)
    with closing(WindowsLine("POS-80C")) as line:
        line.write(b"slip")
        assert line.read(0.01) == b""
    assert FakeWindowsPrinter.taken == [b"slip"]
    with pytest.raises(OSError, match="Nobody"):
        WindowsLine("Nobody")


# ---- USB ----


class UsbTimeout(OSError):
    pass


class FakeUsbDevice:
    """A device with a configuration of interfaces, each with its ends; it takes 10 bytes at a time."""

    def __init__(self, interface_class: int = 7) -> None:
        ends = [SimpleNamespace(bEndpointAddress=address) for address in (0x81, 0x02)]
        self._configuration = [_Interface(interface_class, ends)]
        self.taken = bytearray()
        self.takes = 10
        self.said = b""

    def get_active_configuration(self) -> list["_Interface"]:
        return self._configuration

    def write(self, end: int, data: bytes, timeout: int) -> int:
        assert end == 0x02
        self.taken += data[: self.takes]
        return min(self.takes, len(data))

    def read(self, end: int, size: int, timeout: int) -> bytes:
        assert end == 0x81
        if not self.said:
            raise UsbTimeout
        return self.said


class _Interface(list[SimpleNamespace]):
    def __init__(self, interface_class: int, ends: list[SimpleNamespace]) -> None:
        super().__init__(ends)
        self.bInterfaceClass = interface_class


@pytest.fixture
def usb(monkeypatch: pytest.MonkeyPatch) -> FakeUsbDevice:
    device = FakeUsbDevice()

    class Usb:
        def __init__(self, vendor: int, product: int, timeout: int) -> None:
            self.device = device

        def open(self) -> None:
            self._configure_usb()

        def _configure_usb(self) -> None:
            raise AssertionError("python-escpos's own resets the printer")

        def close(self) -> None:
            pass

    library = SimpleNamespace(Usb=Usb, DeviceNotFoundError=NotFound, USBTimeoutError=UsbTimeout)
    monkeypatch.setattr(usb_line, "load", lambda: library)
    return device


def test_a_usb_printer_is_given_every_byte_and_read_from(usb: FakeUsbDevice) -> None:
    with closing(UsbLine(0x04B8, 0x0E15)) as line:
        line.write(bytes(range(256)))
        assert bytes(usb.taken) == bytes(range(256))
        assert line.read(0.01) == b""
        usb.said = b"\x12"
        assert line.read(0.01) == b"\x12"


def test_a_usb_printer_that_takes_nothing_is_given_up(usb: FakeUsbDevice) -> None:
    usb.takes = 0
    with closing(UsbLine(0x04B8, 0x0E15)) as line, pytest.raises(TimeoutError):
        line.write(b"slip")


def test_a_usb_device_that_is_no_printer_is_refused(usb: FakeUsbDevice) -> None:
    usb._configuration[0].bInterfaceClass = 3
    with pytest.raises(OSError, match="no printer"):
        UsbLine(0x04B8, 0x0E15)
