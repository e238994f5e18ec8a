"""What becomes of a slip is known as well as the printer tells, and nothing comes out later by itself."""

from collections.abc import Callable
from functools import partial

import pytest
from PIL import Image

from models.print_job import Outcome, Reason
from printers.conversation import Group, Tier, talk
from printers.escpos_encoder import encode
from printers.port import Result
from printers.virtual.device import Device, Model
from printers.virtual.line import SimulatedLine

ROWS = 560
SPEAKING = [Tier.ACKNOWLEDGES, Tier.ANSWERS]
A_MINUTE_S = 60.0


def slip() -> list[Group]:
    """70 mm of grey, which takes some 35 groups of 1 KB."""
    return encode(Image.frombytes("1", (576, ROWS), b"\x55\xaa" * (36 * ROWS)))


def print_on(line: SimulatedLine, tier: Tier) -> Result:
    return talk(line, slip(), tier, line.clock_s)


@pytest.mark.parametrize(
    ("tier", "outcome"),
    [
        (Tier.ACKNOWLEDGES, Outcome.PRINTED),
        (Tier.ANSWERS, Outcome.WEAK),
        (Tier.SILENT, Outcome.SENT),
    ],
)
def test_a_slip_that_is_on_paper_is_told_as_surely_as_the_printer_can(tier: Tier, outcome: Outcome) -> None:
    line = SimulatedLine(device=Device())
    assert print_on(line, tier).outcome is outcome
    line.go_on(A_MINUTE_S)
    assert [piece.is_cut for piece in line.device.pieces] == [True]


@pytest.mark.parametrize("tier", SPEAKING)
@pytest.mark.parametrize(
    ("device", "trouble"),
    [
        (partial(Device, roll_mm=0), Reason.NO_PAPER),
        (partial(Device, cover_open=True), Reason.COVER_OPEN),
        (partial(Device, mute=True), Reason.SILENT),
    ],
)
def test_nothing_is_sent_to_a_printer_in_trouble(
    tier: Tier, device: Callable[[], Device], trouble: Reason
) -> None:
    line = SimulatedLine(device=device())
    result = print_on(line, tier)
    assert (result.outcome, result.trouble, result.paper_mm) == (Outcome.FAILED, trouble, 0)
    line.device.mute = line.device.cover_open = False
    line.device.load(80_000)
    line.go_on(A_MINUTE_S)
    assert line.device.pieces == []


@pytest.mark.parametrize("tier", SPEAKING)
def test_a_printer_that_is_only_asked_how_it_is_prints_nothing(tier: Tier) -> None:
    line = SimulatedLine(device=Device())
    assert talk(line, (), tier, line.clock_s) == Result(outcome=Outcome.PRINTED)
    line.device.tear_off()
    assert line.device.pieces == []


@pytest.mark.parametrize("tier", SPEAKING)
def test_the_rest_of_a_slip_whose_paper_ended_never_comes(tier: Tier) -> None:
    line = SimulatedLine(device=Device(roll_mm=40))
    result = print_on(line, tier)
    assert (result.outcome, result.trouble) == (Outcome.PARTIAL, Reason.NO_PAPER)
    line.device.load(80_000)
    line.go_on(A_MINUTE_S)
    assert [piece.is_cut for piece in line.device.pieces] == [False]


@pytest.mark.parametrize("tier", SPEAKING)
def test_of_a_printer_that_cannot_forget_nobody_knows_what_will_come(tier: Tier) -> None:
    line = SimulatedLine(device=Device(roll_mm=40, model=Model(clears=False)))
    assert print_on(line, tier).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize("tier", SPEAKING)
def test_a_cover_that_is_opened_in_the_middle_ends_the_slip(tier: Tier) -> None:
    line = SimulatedLine(device=Device(), deeds=[(0.2, Device.open_cover), (20.0, Device.close_cover)])
    result = print_on(line, tier)
    assert (result.outcome, result.trouble) == (Outcome.PARTIAL, Reason.COVER_OPEN)
    line.go_on(A_MINUTE_S)
    assert line.device.pieces == []


def test_a_knife_that_jams_leaves_a_slip_that_is_not_cut_off() -> None:
    line = SimulatedLine(device=Device(knife_jams=True))
    result = print_on(line, Tier.ACKNOWLEDGES)
    assert (result.outcome, result.trouble) == (Outcome.PARTIAL, Reason.JAMMED)


@pytest.mark.parametrize("tier", list(Tier))
def test_a_line_that_breaks_in_the_middle_leaves_it_open(tier: Tier) -> None:
    line = SimulatedLine(device=Device(), breaks_after=9000)
    assert print_on(line, tier).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize("tier", SPEAKING)
def test_a_line_that_breaks_at_once_has_printed_nothing(tier: Tier) -> None:
    line = SimulatedLine(device=Device(), breaks_after=0)
    result = print_on(line, tier)
    assert (result.outcome, result.trouble) == (Outcome.FAILED, Reason.ABSENT)


def test_a_printer_whose_power_goes_has_forgotten_the_rest() -> None:
    line = SimulatedLine(device=Device(), deeds=[(0.2, Device.switch_off_and_on)])
    assert print_on(line, Tier.ACKNOWLEDGES).outcome is Outcome.PARTIAL
    line.go_on(A_MINUTE_S)
    assert line.device.pieces == []


def test_a_slip_of_which_an_answer_is_missing_is_not_called_printed() -> None:
    """The printer may as well have lost what the answer was for: it is made to forget the rest."""

    def become(mute: bool, device: Device) -> None:
        device.mute = mute

    deeds = [(0.2, partial(become, True)), (0.21, partial(become, False))]
    line = SimulatedLine(device=Device(), deeds=deeds)
    assert print_on(line, Tier.ACKNOWLEDGES).outcome is Outcome.PARTIAL
    line.go_on(A_MINUTE_S)
    assert line.device.pieces == []


def test_never_more_is_sent_than_the_printer_can_be_told_to_forget() -> None:
    line = SimulatedLine(device=Device(cover_open=False), deeds=[(0.2, Device.open_cover)])
    print_on(line, Tier.ACKNOWLEDGES)
    assert line.sent < sum(len(group.data) for group in slip()) / 2
