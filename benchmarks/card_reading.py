"""How often, and how cheaply, the code of an identity card is read before the camera. One JSON object a line.

Ours is what the kiosk does with one frame after the other: a plain look, and at times a harder one.
The peer is OpenCV's QRCodeDetector on the same pictures of 1280x720; held_cards.py says how they are drawn.
Times are the processor's, of all threads together.
"""

import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator

import cv2

from benchmarks.figure import figure
from benchmarks.held_cards import (
    CARDS,
    MODULES,
    Held,
    Seen,
    bursts,
    card_picture,
    empty_picture,
    single_frames,
)
from kiosk.camera import Frame
from kiosk.card_guide import PX_PER_MODULE
from kiosk.code_reader import Burst

_SINGLE_FRAMES, _BURSTS, _EMPTY_FRAMES, _FRAMES_AT_GUIDE = 96, 100, 48, 30
_DETECTOR = cv2.QRCodeDetector()


def main() -> int:
    """Print every figure; 1 when one is beyond its floor."""
    ours, peer = _Reader(Burst().texts_in), _Reader(_by_opencv)
    for seen in single_frames(_SINGLE_FRAMES):
        ours.read([seen])
        peer.read([seen])
    nobody, peer_nobody = _Reader(Burst().texts_in), _Reader(_by_opencv)
    for seed in range(_EMPTY_FRAMES):
        picture = Seen(text="", frame=empty_picture(seed=seed))
        nobody.read([picture])
        peer_nobody.read([picture])
    in_a_row, peer_in_a_row = _Reader(Burst().texts_in), _Reader(_by_opencv)
    for burst in bursts(_BURSTS):
        in_a_row.read(burst)
        peer_in_a_row.read(burst)
    at_guide, peer_at_guide = _Reader(Burst().texts_in), _Reader(_by_opencv)
    for seen in _filling_the_guide():
        at_guide.read([seen])
        peer_at_guide.read([seen])
    wrong, peer_wrong = (
        sum(one.wrong for one in all_of)
        for all_of in ((ours, nobody, in_a_row, at_guide), (peer, peer_nobody, peer_in_a_row, peer_at_guide))
    )
    results = [
        figure("kiosk mix, frames read", ours.share, "share", peer=peer.share, at_least=0.0, times_better=5),
        figure("kiosk mix, bursts read", in_a_row.share, "share", peer=peer_in_a_row.share, at_least=0.99),
        figure(
            "in the guide, not moved, read", at_guide.share, "share", peer=peer_at_guide.share, at_least=0.98
        ),
        figure("codes read as something else", wrong, "codes", peer=peer_wrong, at_most=0),
        figure("a frame of the mix, p50", ours.p50_ms, "CPU ms", peer=peer.p50_ms, times_better=10),
        figure("a frame of the mix, mean", ours.mean_ms, "CPU ms", peer=peer.mean_ms),
        figure("an empty frame, p50", nobody.p50_ms, "CPU ms", peer=peer_nobody.p50_ms, times_better=10),
        figure("an empty frame, mean", nobody.mean_ms, "CPU ms", peer=peer_nobody.mean_ms),
    ]
    return 0 if all(results) else 1


class _Reader:
    """One way to read, what came of it and how long each look took."""

    def __init__(self, texts_of: Callable[[Frame], list[str]]) -> None:
        self._texts_of = texts_of
        self._spans_ms: list[float] = []
        self._is_read: list[bool] = []
        self.wrong = 0

    @property
    def share(self) -> float:
        return statistics.mean(self._is_read)

    @property
    def p50_ms(self) -> float:
        return statistics.median(self._spans_ms)

    @property
    def mean_ms(self) -> float:
        return statistics.mean(self._spans_ms)

    def read(self, burst: Iterable[Seen]) -> None:
        """Look at one picture after the other until one is read."""
        self._is_read.append(any(self._look(seen) for seen in burst))

    def _look(self, seen: Seen) -> bool:
        started_s = time.process_time()
        found = self._texts_of(seen.frame)
        self._spans_ms.append(1000 * (time.process_time() - started_s))
        self.wrong += any(text != seen.text for text in found)
        return seen.text in found


def _by_opencv(frame: Frame) -> list[str]:
    try:
        text, _corners, _straight = _DETECTOR.detectAndDecode(frame)
    except cv2.error:
        return []
    return [text] if text else []


def _filling_the_guide() -> Iterator[Seen]:
    """Cards that just fill the outline: no larger than they must be, held still, in the light of a hall."""
    for number in range(_FRAMES_AT_GUIDE):
        text = CARDS[number % len(CARDS)]
        held = Held(turned_deg=number - 15, rolled_deg=number - 10)
        yield Seen(text=text, frame=card_picture(text, MODULES * PX_PER_MODULE, held, seed=number))


if __name__ == "__main__":
    sys.exit(main())
