"""A ticket on its way to paper: how long, and how much over the line, beside python-escpos's own way."""

import io
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import UTC, datetime
from pathlib import Path

from escpos.printer import Dummy
from PIL import Image

from benchmarks.figure import figure
from printers.escpos_encoder import encode
from printers.escpos_printer import EscposPrinter
from printers.raster import draw
from printers.slip import PAPER_80MM, TicketSlip, lay_out
from printers.virtual_printer import VirtualPrinter

RUNS = 15
TICKET = TicketSlip(
    authority="ỦY BAN NHÂN DÂN PHƯỜNG HÀ ĐÔNG",
    centre="TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
    hall="Trung tâm Phục vụ hành chính công phường Hà Đông",
    number="A1-017",
    service_vi="Chứng thực bản sao, chữ ký",
    service_en="Certified copies and signatures",
    counters="Quầy 1, 2",
    ahead=5,
    issued_at=datetime(2026, 11, 22, 9, 15, tzinfo=UTC),
    follow_url="https://motcua.example/t/0123456789abcdef0123456789abcdef",
    ticket_code="K1-20261122-0017",
)


def main() -> int:
    slip = lay_out(TICKET, PAPER_80MM)
    picture = draw(slip)
    ours, theirs = b"".join(encode(picture)), _by_python_escpos(picture)
    their_ms = _median_ms(lambda: _by_python_escpos(picture))
    paper_mm = picture.height / PAPER_80MM.dots_per_mm
    kept = [
        figure("ticket on the line", len(ours), "bytes", peer=len(theirs), times_better=1.3),
        figure("ticket encoded", _median_ms(lambda: encode(picture)), "ms", peer=their_ms, times_better=2),
        figure("ticket drawn", _median_ms(lambda: draw(slip)), "ms", at_most=150),
        figure("paper of a ticket", paper_mm, "mm", at_most=124),
    ]
    with tempfile.TemporaryDirectory() as scratch, VirtualPrinter(Path(scratch)) as printer:
        port = EscposPrinter("127.0.0.1", printer.port)
        kept.append(
            figure("ticket at the printer", _median_ms(lambda: port.print_slip(slip)), "ms", at_most=500)
        )
    return 0 if all(kept) else 1


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
