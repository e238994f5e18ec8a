"""A ticket on its way to paper: how long, and how much over the line, beside python-escpos's own way.

The peer of what is paced is the same slip sent at once, with nothing known of it.
"""

import io
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from escpos.printer import Dummy
from PIL import Image

from benchmarks.figure import figure
from printers.contents import Kind
from printers.conversation import Group, Tier, talk
from printers.escpos_encoder import encode
from printers.escpos_printer import EscposPrinter
from printers.lines.network_line import NetworkLine
from printers.raster import draw
from printers.slip import PAPER_58MM, PAPER_80MM, Slip
from printers.template import lay_out
from printers.templates import shipped_templates
from printers.ticket import TicketSlip, ticket_words
from printers.virtual.device import Device
from printers.virtual.line import TICK_S, SimulatedLine
from printers.virtual.printer import VirtualPrinter

RUNS = 15
TICKET = TicketSlip(
    authority="ỦY BAN NHÂN DÂN PHƯỜNG HÀ ĐÔNG",
    centre="TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
    hall="Trung tâm Phục vụ hành chính công phường Hà Đông",
    number="A1-017",
    service_vi="Chứng thực bản sao, chữ ký",
    service_en="Certified copies and signatures",
    counters="1, 2",
    ahead=5,
    issued_at=datetime(2026, 11, 22, 9, 15, tzinfo=UTC),
    follow_url="https://motcua.example/t/0123456789abcdef0123456789abcdef",
    ticket_code="K1-20261122-0017",
)


def main() -> int:
    template = shipped_templates()[Kind.TICKET]
    slip = lay_out(template, ticket_words(TICKET), PAPER_80MM)
    picture = draw(slip)
    whole = _by_python_escpos(picture)
    their_ms = _median_ms(lambda: _by_python_escpos(picture))
    kept = [
        figure("ticket of 80 mm, compact", _size(picture, doubles=False), "bytes", peer=len(whole)),
        figure("ticket of 80 mm, hybrid", _size(picture), "bytes", peer=len(whole), at_most=30_000),
        figure("ticket encoded", _median_ms(lambda: encode(picture)), "ms", peer=their_ms, at_most=20),
        figure("ticket drawn", _median_ms(lambda: draw(slip)), "ms", at_most=50),
        figure("paper of a ticket", picture.height / PAPER_80MM.dots_per_mm, "mm", at_most=124),
        _pacing(encode(picture)),
        _first_byte(slip),
    ]
    narrow = draw(lay_out(template, ticket_words(TICKET), PAPER_58MM))
    kept.append(figure("ticket of 58 mm, compact", _size(narrow, doubles=False), "bytes"))
    kept.append(figure("ticket of 58 mm, hybrid", _size(narrow), "bytes", at_most=30_000))
    return 0 if all(kept) else 1


def _size(picture: Image.Image, *, doubles: bool = True) -> int:
    return sum(len(group.data) for group in encode(picture, doubles=doubles))


def _pacing(groups: Sequence[Group]) -> bool:
    """How long a slip takes in groups that are acknowledged; peer: the same bytes sent at once."""
    paced, at_once = SimulatedLine(device=Device()), SimulatedLine(device=Device())
    talk(paced, groups, Tier.ACKNOWLEDGES, paced.clock_s)
    at_once.write(b"".join(group.data for group in groups))
    while not at_once.device.is_idle:
        at_once.go_on(TICK_S)
    return figure("ticket on paper, paced", paced.now_s, "s", peer=at_once.now_s, times_better=1 / 1.15)


def _first_byte(slip: Slip) -> bool:
    """From the wish to print until the printer has something to print, without the time of drawing."""
    drawing_ms = _median_ms(lambda: draw(slip))
    times_ms = []
    with tempfile.TemporaryDirectory() as scratch, VirtualPrinter(Path(scratch)) as virtual:
        printer = EscposPrinter(partial(NetworkLine, "127.0.0.1", virtual.port))
        printer.status()  # it is known what the printer can do, as it is in a kiosk
        for _ in range(RUNS):
            began_s = time.perf_counter()
            thread = threading.Thread(target=printer.print_slip, args=(slip,))
            thread.start()
            while _is_idle(virtual):
                time.sleep(0.0005)
            times_ms.append((time.perf_counter() - began_s) * 1000 - drawing_ms)
            thread.join()
            virtual.wait_for_paper(len(times_ms), 10)
    return figure("touch to first byte, beyond drawing", statistics.median(times_ms), "ms", at_most=100)


def _is_idle(virtual: VirtualPrinter) -> bool:
    with virtual.at_hand() as device:
        return device.is_idle


def _by_python_escpos(picture: Image.Image) -> bytes:
    printer = Dummy()
    with redirect_stdout(io.StringIO()):  # it says on stdout that its profile has no width
        printer.image(picture)
        printer.cut()
    return bytes(printer.output)


def _median_ms(work: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    sys.exit(main())
