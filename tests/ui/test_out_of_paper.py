"""The whole kiosk, run as a technician does: its paper runs out, staff come, see to it and restart it."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from tests.ui.out_of_paper import play
from ui.app import AGAIN

WITHIN_S = 120.0


def test_a_kiosk_without_paper_is_seen_to_at_the_kiosk_itself(tmp_path: Path) -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as one_process:
        code, failures, called_from, papers = one_process.submit(play, tmp_path).result(WITHIN_S)
    assert failures == []
    assert (code, called_from, papers) == (AGAIN, ["PrinterOut"], 1)
