"""Whatever goes wrong with the printer, at any moment: one paper a number, and nothing untrue is said.

The rows of these slips tell which ticket and which copy they are of: every scrap of paper can be read.
A person stands by, sees to the printer, and looks for the paper where the kiosk asks for one.
"""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import pytest
from PIL import Image

from models.print_job import (
    ON_PAPER,
    Job,
    Next,
    State,
    begun,
    ended,
    found_again,
    next_of,
    wanted_again,
)
from printers.conversation import Group, Tier, talk
from printers.escpos_encoder import END_OF_PICTURE, encode
from printers.escpos_printer import first_after
from printers.virtual.device import Device, Model
from printers.virtual.line import Deed, SimulatedLine
from printers.virtual.strip import Piece

TIMES = 100
ROWS = 320
WHOLE_S = 0.45  # a slip takes about that long
AGAIN_S = 2.0
NUMBERS = 3
HOUR_S = 3600.0

MODELS = {
    Tier.ACKNOWLEDGES: Model(),
    Tier.ANSWERS: Model(acknowledges=False),
    Tier.SILENT: Model(acknowledges=False, clears=False, speaks=False),
}


@dataclass(kw_only=True)
class Trouble:
    """A printer, what happens to it while it prints, and how its line is."""

    device: Device
    deeds: list[tuple[float, Deed]] = field(default_factory=list)
    breaks_after: int | None = None
    power_cut_s: float | None = None


def at(chance: random.Random, *deeds: tuple[float, Deed]) -> list[tuple[float, Deed]]:
    """Deeds, each so many seconds after a moment of the first two slips."""
    moment_s = chance.uniform(0, 2 * WHOLE_S)
    return [(moment_s + after_s, deed) for after_s, deed in deeds]


def _set(name: str, value: object) -> Deed:
    return lambda device: setattr(device, name, value)


def _new_roll(device: Device) -> None:
    device.load(80_000)


def paper_ends(model: Model, chance: random.Random) -> Trouble:
    roll_mm = chance.uniform(0, 2 * ROWS / 8)
    return Trouble(device=Device(model=model, roll_mm=roll_mm), deeds=[(chance.uniform(1, 90), _new_roll)])


def paper_is_out(model: Model, chance: random.Random) -> Trouble:
    return Trouble(device=Device(model=model, roll_mm=0), deeds=[(chance.uniform(1, 90), _new_roll)])


def paper_is_low(model: Model, chance: random.Random) -> Trouble:
    return Trouble(device=Device(model=model, roll_mm=chance.uniform(500, 2900)))


def cover_is_opened(model: Model, chance: random.Random) -> Trouble:
    deeds = at(chance, (0, Device.open_cover), (chance.uniform(0.1, 90), Device.close_cover))
    return Trouble(device=Device(model=model), deeds=deeds)


def knife_jams(model: Model, chance: random.Random) -> Trouble:
    deeds = at(chance, (0, _set("knife_jams", True)), (chance.uniform(1, 90), Device.free_knife))
    return Trouble(device=Device(model=model), deeds=deeds)


def falls_silent(model: Model, chance: random.Random) -> Trouble:
    deeds = at(chance, (0, _set("mute", True)), (chance.uniform(0.1, 90), _set("mute", False)))
    return Trouble(device=Device(model=model), deeds=deeds)


def drops_bytes(model: Model, chance: random.Random) -> Trouble:
    slow = replace(model, drops=True, speed_mm_s=chance.uniform(20, 60), buffer_bytes=2048)
    return Trouble(device=Device(model=slow))


def line_breaks(model: Model, chance: random.Random) -> Trouble:
    return Trouble(device=Device(model=model), breaks_after=chance.randrange(30_000))


def power_goes(model: Model, chance: random.Random) -> Trouble:
    return Trouble(device=Device(model=model), deeds=at(chance, (0, Device.switch_off_and_on)))


def stands_still(model: Model, chance: random.Random) -> Trouble:
    """Off line for longer than anybody waits, and then it goes on by itself."""
    deeds = at(chance, (0, Device.open_cover), (chance.uniform(15, 40), Device.close_cover))
    return Trouble(device=Device(model=replace(model, clears=False)), deeds=deeds)


def kiosk_goes_off(model: Model, chance: random.Random) -> Trouble:
    return Trouble(device=Device(model=model), power_cut_s=chance.uniform(0, 2 * WHOLE_S))


def is_slow(model: Model, chance: random.Random) -> Trouble:
    return Trouble(device=Device(model=replace(model, speed_mm_s=chance.uniform(15, 60))))


FAULTS: list[Callable[[Model, random.Random], Trouble]] = [
    paper_ends,
    paper_is_out,
    paper_is_low,
    cover_is_opened,
    knife_jams,
    falls_silent,
    drops_bytes,
    line_breaks,
    power_goes,
    stands_still,
    kiosk_goes_off,
    is_slow,
]


class PowerCut(Exception):
    """The kiosk was switched off."""


class CutLine(SimulatedLine):
    """The line of a kiosk that is switched off at `power_cut_s`, once."""

    power_cut_s: float | None = None

    def go_on(self, seconds: float) -> None:
        super().go_on(seconds)
        if self.power_cut_s is not None and self.now_s >= self.power_cut_s:
            self.power_cut_s = None
            raise PowerCut


def picture_of(number: int, copy: int) -> Image.Image:
    """Every row says of which ticket it is, and whether it is marked as a reprint."""
    row = bytes([0x80 | number, 0x81 if copy else 0x80, 0x3F]) + bytes(68) + b"\x01"
    return Image.frombytes("1", (576, ROWS), bytes(byte ^ 0xFF for byte in row) * ROWS)


def papers_on(piece: Piece) -> Counter[tuple[int, bool]]:
    """How many rows of which ticket, and whether marked."""
    packed = piece.picture.tobytes()
    rows = [packed[start : start + 72] for start in range(0, len(packed), 72)]
    read = [(255 - row[0], 255 - row[1]) for row in rows if 255 - row[2] == 0x3F]
    return Counter((first & 0x7F, second == 0x81) for first, second in read if first & 0x80)


class Kiosk:
    """Prints the tickets of a few citizens, one after the other, as the product decides."""

    def __init__(self, trouble: Trouble, tier: Tier) -> None:
        self.tier = tier
        self.line = CutLine(device=trouble.device, deeds=trouble.deeds, breaks_after=trouble.breaks_after)
        self.line.power_cut_s = trouble.power_cut_s
        self.jobs = [
            Job(ticket_id=str(number), number=str(number), queued_at_ms=0) for number in range(NUMBERS)
        ]
        self.first: Sequence[Group] = [END_OF_PICTURE]

    @property
    def now_ms(self) -> int:
        return round(self.line.now_s * 1000)

    def work(self) -> None:
        """Until nothing is left that is done without a person."""
        while any(next_of(job, self.now_ms) is Next.PRINT for job in self.jobs):
            for number, job in enumerate(self.jobs):
                if next_of(job, self.now_ms) is Next.PRINT:
                    self._print(number)
            self._wait(AGAIN_S)

    def _print(self, number: int) -> None:
        job = self.jobs[number] = begun(self.jobs[number])
        try:
            groups = encode(picture_of(number, job.copies))
            result = talk(self.line, [*self.first, *groups], self.tier, self.line.clock_s)
        except PowerCut:
            self.first = [END_OF_PICTURE]
            self.jobs = [found_again(one) for one in self.jobs]
            return
        if self.line.breaks_after is not None and self.line.sent >= self.line.breaks_after:
            self.line.breaks_after = None  # the next time it is connected anew
            self.line.device.hang_up()
        self.first = first_after(result.outcome, self.first)
        self.jobs[number] = ended(job, result.outcome, result.trouble)

    def _wait(self, seconds: float) -> None:
        try:
            self.line.go_on(seconds)
        except PowerCut:
            self.jobs = [found_again(one) for one in self.jobs]

    def ask(self) -> None:
        """A person looks for each paper in doubt, and has it printed again where it is not there."""
        self._wait(HOUR_S)
        for number, job in enumerate(self.jobs):
            if next_of(job, self.now_ms) is Next.ASK and not whole(self.line.device, number):
                self.jobs[number] = wanted_again(job, self.now_ms)
                self._print(number)
                self._wait(HOUR_S)


def whole(device: Device, number: int) -> list[bool]:
    """Of the papers of that number that came out whole, whether each is marked as a reprint."""
    return [
        marked
        for piece in device.pieces
        for (of, marked), rows in papers_on(piece).items()
        if of == number and rows >= ROWS
    ]


def unmarked(device: Device, number: int) -> int:
    """How many rows of that number came out without the mark; of a paper torn in two, both parts."""
    return sum(papers_on(piece)[number, False] for piece in device.pieces)


@pytest.mark.parametrize("tier", list(Tier))
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_there_is_one_paper_a_number_and_nothing_is_said_that_is_not_so(
    fault: Callable[[Model, random.Random], Trouble], tier: Tier
) -> None:
    for seed in range(TIMES):
        trouble = fault(MODELS[tier], random.Random(seed))
        kiosk, device = Kiosk(trouble, tier), trouble.device
        kiosk.work()
        kiosk.ask()
        device.tear_off()
        for number, job in enumerate(kiosk.jobs):
            where = f"seed {seed}, ticket {number}: {job.state}, {job.copies} copies"
            assert unmarked(device, number) <= ROWS, f"{where}: two papers without a mark"
            if job.state is State.PRINTED:
                assert whole(device, number), f"{where}: no paper"
            if tier is not Tier.SILENT:
                assert whole(device, number) or str(job.state) not in ON_PAPER, f"{where}: nothing came out"
