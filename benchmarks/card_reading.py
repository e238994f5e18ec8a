"""How often the QR code of an identity card is read before a camera of 720 lines. One JSON object a line.

The cards are drawn, not photographed: each code is tilted, turned, blurred, noisy and compressed as a
webcam's picture is. The peer is OpenCV's reader on the middle of the same pictures, enlarged (ADR-0010).
`px` is the width of the code without its margin: a code 18 mm wide is 150 px wide some 11 cm before a camera
of 70 degrees.
"""

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import segno

from benchmarks.figure import figure
from kiosk.camera import Frame
from kiosk.code_reader import texts_in

WIDTH_PX, HEIGHT_PX = 1280, 720
_CARDS = (
    "001099012345||NGUYỄN VĂN AN|01011999|Nam|Số 1, ngõ 2, phường Hà Đông, Hà Nội|01012022",
    "079184012345|012345678|NGUYỄN THỊ HỒNG PHƯỢNG|09031984|Nữ|Số 123/45, đường Nguyễn Thị Minh Khai, "
    "phường Võ Thị Sáu, Thành phố Hồ Chí Minh|31012022",
    "066202054321|241234567|Y THUYẾT BUÔN KRÔNG|05112002|Nam|Buôn Ea Khít, xã Ea Bhốk, Cư Kuin, Đắk Lắk"
    "|15082024||Y BLƠM BUÔN KRÔNG|H'BLING NIÊ",
)
_WIDTHS_PX = (110, 130, 150, 180, 220)
_HELD_TIMES = 12
_BLURS_PX = {"sharp": 0.6, "not sharp": 1.2}  # standard deviation
# What the kiosk must read: by blur, the least width and the share.
_FLOORS = {("sharp", 110): 0.98, ("sharp", 150): 0.98, ("not sharp", 150): 0.7, ("not sharp", 180): 0.95}


@dataclass(frozen=True, kw_only=True)
class Held:
    """How a card is held: degrees about the upright, the level and the camera's axis; blur and noise."""

    turned_deg: float = 0.0
    nodded_deg: float = 0.0
    rolled_deg: float = 0.0
    blur_px: float = 0.6
    noise: float = 4.0
    at_px: tuple[float, float] = (WIDTH_PX / 2, HEIGHT_PX / 2)


def card_picture(text: str, width_px: float, held: Held, *, seed: int = 0) -> Frame:
    """What the camera sees: a grey hall, a hand's brightness, and a card whose code is `width_px` wide."""
    random = np.random.default_rng(seed)
    code = segno.make(text, error="m", boost_error=False, micro=False, encoding="utf-8")
    modules = np.array([[not dark for dark in row] for row in code.matrix_iter(border=4)], dtype=np.float64)
    drawn = cv2.resize(200.0 * modules + 25.0, None, fx=12, fy=12, interpolation=cv2.INTER_NEAREST)
    side = drawn.shape[0]
    scale = width_px / (side - 2 * 4 * 12)
    turn = _rotation(held) @ np.array(
        [[scale, 0, -scale * side / 2], [0, scale, -scale * side / 2], [0, 0, 0]]
    )
    turn[2, 2] += 900.0  # the distance, in px: how strongly perspective shows
    lens = np.array([[900.0, 0, held.at_px[0]], [0, 900.0, held.at_px[1]], [0, 0, 1.0]])
    # Shrinking twelvefold at once would leave out modules: smooth first, as a lens does.
    smooth = cv2.GaussianBlur(drawn, (0, 0), 0.4 / scale)
    card = cv2.warpPerspective(
        smooth, lens @ turn, (WIDTH_PX, HEIGHT_PX), flags=cv2.INTER_LINEAR, borderValue=-1e4
    )
    slope = np.linspace(90.0, 140.0, WIDTH_PX)[None, :].repeat(HEIGHT_PX, axis=0)
    seen = np.where(card > -1, card, slope)
    seen = cv2.GaussianBlur(seen, (0, 0), held.blur_px) + random.normal(0, held.noise, seen.shape)
    grey = seen.clip(0, 255).astype(np.uint8)
    _, compressed = cv2.imencode(
        ".jpg", cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), [cv2.IMWRITE_JPEG_QUALITY, 80]
    )
    return np.asarray(cv2.imdecode(compressed, cv2.IMREAD_COLOR), dtype=np.uint8)


def _rotation(held: Held) -> np.ndarray:
    turned, nodded, rolled = np.radians([held.turned_deg, held.nodded_deg, held.rolled_deg])
    about_y = np.array([[np.cos(turned), 0, np.sin(turned)], [0, 1, 0], [-np.sin(turned), 0, np.cos(turned)]])
    about_x = np.array([[1, 0, 0], [0, np.cos(nodded), -np.sin(nodded)], [0, np.sin(nodded), np.cos(nodded)]])
    about_z = np.array([[np.cos(rolled), -np.sin(rolled), 0], [np.sin(rolled), np.cos(rolled), 0], [0, 0, 1]])
    return np.asarray(about_y @ about_x @ about_z)


def main() -> int:
    """Print every figure; 1 when one is beyond its floor."""
    detector = cv2.QRCodeDetectorAruco()
    ours, peers = _Reader(texts_in), _Reader(lambda frame: _by_opencv(frame, detector))
    results = []
    for sharpness, blur_px in _BLURS_PX.items():
        for width_px in _WIDTHS_PX:
            pictures = list(_pictures(width_px, blur_px))
            results.append(
                figure(
                    f"cards read, {sharpness}, {width_px} px",
                    ours.share_read(pictures),
                    "share",
                    peer=peers.share_read(pictures),
                    at_least=_FLOORS.get((sharpness, width_px), 0.0),
                )
            )
    results += [
        figure("codes read as something else", ours.wrong, "codes", peer=peers.wrong, at_most=0),
        # A look every 100 ms must leave most of a core to the screen.
        figure("look at 1280x720, p50", ours.p50_ms, "ms", peer=peers.p50_ms, at_most=40.0),
    ]
    return 0 if all(results) else 1


class _Reader:
    """One way to read, what came of it and how long each look took."""

    def __init__(self, texts_of: Callable[[Frame], list[str]]) -> None:
        self._texts_of = texts_of
        self._spans_ms: list[float] = []
        self.wrong = 0

    @property
    def p50_ms(self) -> float:
        return statistics.median(self._spans_ms)

    def share_read(self, pictures: list[tuple[str, Frame]]) -> float:
        read = 0
        for text, frame in pictures:
            started_s = time.perf_counter()
            found = self._texts_of(frame)
            self._spans_ms.append(1000 * (time.perf_counter() - started_s))
            read += text in found
            self.wrong += any(other != text for other in found)
        return read / len(pictures)


def _by_opencv(frame: Frame, detector: cv2.QRCodeDetectorAruco) -> list[str]:
    middle = cv2.cvtColor(
        frame[HEIGHT_PX // 6 : -HEIGHT_PX // 6, WIDTH_PX // 4 : -WIDTH_PX // 4], cv2.COLOR_BGR2GRAY
    )
    large = cv2.resize(middle, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    try:
        text, _corners, _straight = detector.detectAndDecode(large)
    except cv2.error:
        return []
    return [text] if text else []


def _pictures(width_px: float, blur_px: float) -> Iterator[tuple[str, Frame]]:
    random = np.random.default_rng(int(width_px))
    for seed in range(_HELD_TIMES):
        held = Held(
            turned_deg=random.uniform(-25, 25),
            nodded_deg=random.uniform(-25, 25),
            rolled_deg=random.uniform(-30, 30),
            blur_px=blur_px,
            noise=random.uniform(2, 8),
            at_px=(random.uniform(500, 780), random.uniform(300, 420)),
        )
        for text in _CARDS:
            yield text, card_picture(text, width_px, held, seed=seed)


if __name__ == "__main__":
    sys.exit(main())
