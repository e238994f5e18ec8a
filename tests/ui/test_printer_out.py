"""A citizen whose ticket does not come out takes the number home from the screen."""

import numpy as np
import pytest
import zxingcpp
from PySide6.QtGui import QImage

from kiosk.journey.deeds import CallStaff
from kiosk.journey.events import HomeTouched, SlipNotPrinted, SlipPrinted, SoundTouched
from kiosk.journey.staff_events import PaperChanged
from kiosk.journey.visit import Screen
from kiosk.kiosk import Offer
from models.print_job import Reason
from tests.ui.stage import VI, Stage, open_for
from ui.gallery import Gallery, Look
from ui.moments import HALL, SERVICES, TICKET, usual_offer
from ui.window import WindowSettings


def fail(stage: Stage, trouble: Reason) -> None:
    stage.touch(VI["home.anonymous"])
    stage.touch(SERVICES[1].name_vi)
    stage.issue()
    stage.tell(SlipNotPrinted(visit=stage.kiosk.state.visit, trouble=trouble))


def codes_in(picture: QImage) -> list[str]:
    grey = picture.convertToFormat(QImage.Format.Format_Grayscale8)
    shape = (grey.height(), grey.bytesPerLine())
    return [
        found.text
        for found in zxingcpp.read_barcodes(np.frombuffer(grey.constBits(), np.uint8).reshape(shape))
    ]


@pytest.mark.parametrize(
    ("trouble", "said"), [(Reason.NO_PAPER, "ticket.no_paper"), (Reason.ABSENT, "ticket.not_printed")]
)
def test_the_screen_says_why_and_shows_the_number(stage: Stage, trouble: Reason, said: str) -> None:
    fail(stage, trouble)
    assert {VI[said], VI["ticket.not_printed_about"], TICKET.number, "Quầy 3, 4"} <= {*stage.reads()}


def test_staff_are_called_and_the_citizen_hears_of_it(stage: Stage) -> None:
    fail(stage, Reason.NO_PAPER)
    assert CallStaff(screen=Screen.PRINTER_OUT) in stage.effects
    assert VI["help.calling"] in stage.reads()


@pytest.mark.parametrize(
    "look",
    [Look(), Look(language="en", is_contrast=True, is_large=True), Look(is_large=True, is_low=True)],
    ids=lambda look: look.name,
)
def test_a_phone_reads_the_code_of_the_tickets_own_page(qapp: object, look: Look) -> None:
    gallery = Gallery(WindowSettings(reduced_motion=True), usual_offer(), online=False)
    picture = gallery.picture("printer out", look)
    gallery.close()
    assert codes_in(picture) == [TICKET.follow_url]


def test_who_comes_after_is_told_in_one_line_until_the_printer_prints_again(stage: Stage) -> None:
    fail(stage, Reason.NO_PAPER)
    stage.touch(VI["nav.finish"])
    assert VI["error.printer"] in stage.reads()
    stage.touch(VI["home.anonymous"])
    assert VI["error.printer"] not in stage.reads()
    stage.touch(SERVICES[1].name_vi)
    stage.issue()
    stage.tell(SlipPrinted(visit=stage.kiosk.state.visit), HomeTouched())
    assert VI["error.printer"] not in stage.reads()


def test_the_line_goes_when_staff_have_changed_the_paper(stage: Stage) -> None:
    stage.tell(SlipNotPrinted(visit=0, trouble=Reason.NO_PAPER))
    assert VI["error.printer"] in stage.reads()
    stage.tell(PaperChanged())
    assert VI["error.printer"] not in stage.reads()


def test_a_paper_that_comes_late_is_to_be_taken(stage: Stage) -> None:
    fail(stage, Reason.OFFLINE)
    stage.tell(SlipPrinted(visit=stage.kiosk.state.visit))
    assert VI["ticket.printed"] in stage.reads()


def test_what_is_read_aloud_is_what_the_screen_says(stage: Stage) -> None:
    heard: list[str] = []

    class Listening:
        can_speak = True

        def say(self, sentence: str, voice: str) -> None:
            heard.append(sentence)

        def hush(self) -> None:
            pass

        def close(self) -> None:
            pass

    stage.kiosk.speaker = Listening()
    stage.tell(SoundTouched())
    fail(stage, Reason.NO_PAPER)
    said = ". ".join(heard)
    assert {TICKET.number, VI["ticket.no_paper"]} <= {
        part.removeprefix("Số của Ông/Bà: ") for part in said.split(". ")
    }


def test_the_screen_clears_itself(stage: Stage) -> None:
    fail(stage, Reason.NO_PAPER)
    stage.time_out()
    open_for(stage, offer=Offer(hall=HALL, services=SERVICES))
    assert TICKET.number not in stage.reads()
