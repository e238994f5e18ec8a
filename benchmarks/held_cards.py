"""Cards as a camera of 720 lines sees them in a hand: drawn, tilted, blurred, lit, noisy and compressed.

Drawn, not photographed: no picture of anybody's card is needed. What varies, and how much, is what the
research of the code's reading varied one by one; here it varies all at once, and evenly.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt
import segno

from kiosk.camera import Frame

WIDTH_PX, HEIGHT_PX = 1280, 720
MODULES = 49  # version 8
CARDS = (
    "001099012345||NGUYỄN VĂN AN|01011999|Nam|Số 1, ngõ 2, đường Quang Trung, phường Hà Đông, Hà Nội"
    "|01012022",
    "079184012345|012345678|NGUYỄN THỊ HỒNG PHƯỢNG|09031984|Nữ|123/45 Nguyễn Thị Minh Khai, "
    "phường Xuân Hòa, Hồ Chí Minh|31012022",
    "066202054321|241234567|Y THUYẾT BUÔN KRÔNG|05112002|Nam|Buôn Ea Khít, xã Ea Bhốk, Cư Kuin, Đắk Lắk"
    "|15082024||",
)
_LENS_PX = 900.0  # of a camera of 70 degrees
_PER_MODULE = 8  # px of the drawing
_QUIET = 4
_CARD_MM, _CODE_MM = (85.6, 54.0), 11.0
_FRAMES_OF_A_BURST = 10

Grey = npt.NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Held:
    """How a card is held and seen: degrees about the upright, the level and the camera's axis.

    blur_px: standard deviation. motion_px: how far the card goes while the picture is taken, towards
    motion_deg. light: 1.0 is a well-lit hall. glare: of a lamp on the card, 1.0 blinds; where it is, from the
    middle of the code, in widths of the code. noise: standard deviation, of 255.
    """

    turned_deg: float = 0.0
    nodded_deg: float = 0.0
    rolled_deg: float = 0.0
    blur_px: float = 0.6
    motion_px: float = 0.0
    motion_deg: float = 0.0
    light: float = 1.0
    glare: float = 0.0
    glare_at: tuple[float, float] = (0.0, 0.0)
    noise: float = 4.0
    jpeg_quality: int = 80
    at_px: tuple[float, float] = (WIDTH_PX / 2, HEIGHT_PX / 2)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One picture of the kiosk's camera and what the code in it says."""

    text: str
    frame: Frame


def card_picture(text: str, width_px: float, held: Held, *, seed: int = 0) -> Frame:
    """What the camera sees of a card whose code is `width_px` wide, without its margin."""
    random = np.random.default_rng(seed)
    card, code_px = _card(text)
    scale = width_px / code_px
    middle_x, middle_y = (side / 2 for side in card.shape[::-1])
    plane = np.array([[scale, 0, -scale * middle_x], [0, scale, -scale * middle_y], [0, 0, 0]])
    turned = _rotation(held) @ plane
    turned[2, 2] += _LENS_PX  # the distance, in px: how strongly perspective shows
    lens = np.array([[_LENS_PX, 0, held.at_px[0]], [0, _LENS_PX, held.at_px[1]], [0, 0, 1.0]])
    # Shrinking manifold at once would leave out modules: smooth first, as a lens does.
    smooth = cv2.GaussianBlur(card, (0, 0), 0.4 / scale)
    seen = _hall(random)
    cv2.warpPerspective(
        smooth,
        lens @ turned,
        (WIDTH_PX, HEIGHT_PX),
        dst=seen,
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_TRANSPARENT,
    )
    return _sensed(np.asarray(seen, np.float32), width_px, held, random)


def empty_picture(*, seed: int = 0) -> Frame:
    """The hall with nobody in it."""
    random = np.random.default_rng(seed)
    return _sensed(_hall(random), 1.0, Held(), random)


def single_frames(count: int, *, seed: int = 1) -> Iterator[Seen]:
    """The kiosk's mix: each picture of another card, held in another way."""
    random = np.random.default_rng(seed)
    for number in range(count):
        px_per_module, held = _held(random)
        yield _seen(CARDS[number % len(CARDS)], px_per_module, _moment(px_per_module, held, random), random)


def bursts(count: int, *, seed: int = 2) -> Iterator[list[Seen]]:
    """Ten pictures in a row of a card in a hand: it trembles, the focus hunts, the lamp's light wanders."""
    random = np.random.default_rng(seed)
    for number in range(count):
        text = CARDS[number % len(CARDS)]
        px_per_module, held = _held(random)
        burst = []
        for _ in range(_FRAMES_OF_A_BURST):
            nearer = px_per_module * (1 + random.normal(0, 0.03))
            trembling = replace(
                held,
                turned_deg=held.turned_deg + random.normal(0, 3),
                nodded_deg=held.nodded_deg + random.normal(0, 3),
                rolled_deg=held.rolled_deg + random.normal(0, 3),
                at_px=(held.at_px[0] + random.normal(0, 10), held.at_px[1] + random.normal(0, 10)),
                light=held.light * random.uniform(0.9, 1.1),
            )
            burst.append(_seen(text, nearer, _moment(nearer, trembling, random), random))
        yield burst


def _held(random: np.random.Generator) -> tuple[float, Held]:
    """What stays while a card is held up: px a module, tilt to 45 degrees, rotation, place and light."""
    tilt_deg, towards = random.uniform(0, 45), random.uniform(0, 2 * np.pi)
    return random.uniform(2, 4), Held(
        turned_deg=tilt_deg * np.cos(towards),
        nodded_deg=tilt_deg * np.sin(towards),
        rolled_deg=random.uniform(-90, 90),
        light=random.uniform(0.12, 1),
        noise=random.uniform(1, 4),
        jpeg_quality=int(random.integers(70, 91)),
        at_px=(random.uniform(500, 780), random.uniform(300, 420)),
    )


def _moment(px_per_module: float, held: Held, random: np.random.Generator) -> Held:
    """What changes from picture to picture: defocus to half a module, motion to one and a half, glare."""
    return replace(
        held,
        blur_px=px_per_module * random.uniform(0, 0.5),
        motion_px=px_per_module * random.uniform(0, 1.5),
        motion_deg=random.uniform(0, 180),
        glare=random.uniform(0, 1),
        glare_at=(random.uniform(-0.6, 0.6), random.uniform(-0.6, 0.6)),
    )


def _seen(text: str, px_per_module: float, held: Held, random: np.random.Generator) -> Seen:
    seed = int(random.integers(2**32))
    return Seen(text=text, frame=card_picture(text, MODULES * px_per_module, held, seed=seed))


def _card(text: str) -> tuple[Grey, int]:
    """A card with its code in the middle, lines of writing and a portrait; the width of the code."""
    code = segno.make(text, error="m", boost_error=False, micro=False, encoding="utf-8")
    modules = np.array([[not dark for dark in row] for row in code.matrix_iter(border=_QUIET)], np.float32)
    drawn = cv2.resize(
        200 * modules + 25, None, fx=_PER_MODULE, fy=_PER_MODULE, interpolation=cv2.INTER_NEAREST
    )
    code_px = drawn.shape[0] - 2 * _QUIET * _PER_MODULE
    width_px, height_px = (round(2 * side_mm / _CODE_MM * code_px / 2) for side_mm in _CARD_MM)
    card = np.full((height_px, width_px), 210, np.uint8)
    for line in range(5):
        top_px = round(height_px * (0.12 + 0.08 * line + 0.5 * (line > 2)))
        cv2.putText(
            card, "CONG DAN 0123456789", (width_px // 20, top_px), 0, code_px / 250, 60, code_px // 60
        )
    cv2.rectangle(card, (width_px // 20, height_px // 2), (width_px // 4, height_px * 9 // 10), 120, -1)
    top_px, left_px = (height_px - drawn.shape[0]) // 2, (width_px - drawn.shape[1]) // 2
    card[top_px : top_px + drawn.shape[0], left_px : left_px + drawn.shape[1]] = drawn
    return card.astype(np.float32), code_px


def _hall(random: np.random.Generator) -> Grey:
    """A room: brighter on one side, with things in it."""
    seen = np.linspace(90, 140, WIDTH_PX, dtype=np.float32)[None, :].repeat(HEIGHT_PX, axis=0)
    for _ in range(40):
        left_px, top_px = int(random.integers(WIDTH_PX)), int(random.integers(HEIGHT_PX))
        right_px, bottom_px = left_px + int(random.integers(20, 300)), top_px + int(random.integers(20, 300))
        cv2.rectangle(seen, (left_px, top_px), (right_px, bottom_px), float(random.integers(30, 220)), -1)
    return seen


def _sensed(seen: Grey, width_px: float, held: Held, random: np.random.Generator) -> Frame:
    """`seen` through the lens, by the sensor and out of the camera's compression."""
    if held.blur_px > 0.1:
        seen = np.asarray(cv2.GaussianBlur(seen, (0, 0), held.blur_px), np.float32)
    if held.motion_px > 0.5:
        seen = np.asarray(cv2.filter2D(seen, -1, _line(held.motion_px, held.motion_deg)), np.float32)
    if held.glare:
        x_px, y_px = (at + off * width_px for at, off in zip(held.at_px, held.glare_at, strict=True))
        across, down = np.arange(WIDTH_PX) - x_px, np.arange(HEIGHT_PX)[:, None] - y_px
        spot = 255 * held.glare * np.exp(-(across**2 + down**2) / (2 * (width_px / 4) ** 2))
        seen = seen + spot.astype(np.float32)
    grey = held.light * seen + random.normal(0, held.noise, seen.shape)
    colour = cv2.cvtColor(grey.clip(0, 255).astype(np.uint8), cv2.COLOR_GRAY2BGR)
    _, compressed = cv2.imencode(".jpg", colour, [cv2.IMWRITE_JPEG_QUALITY, held.jpeg_quality])
    return np.asarray(cv2.imdecode(compressed, cv2.IMREAD_COLOR), np.uint8)


def _line(length_px: float, towards_deg: float) -> Grey:
    """What a point becomes that goes so far: a line, exact to an eighth of a pixel."""
    side = 2 * int(np.ceil(length_px / 2)) + 3
    kernel = np.zeros((side * 8, side * 8), np.float32)
    middle, half = side * 4, 4 * length_px
    reach = np.array([np.cos(np.radians(towards_deg)), np.sin(np.radians(towards_deg))]) * half
    start, end = (middle - reach).round().astype(int), (middle + reach).round().astype(int)
    cv2.line(kernel, (int(start[0]), int(start[1])), (int(end[0]), int(end[1])), 1.0, 8)
    small = cv2.resize(kernel, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(small / small.sum(), np.float32)


def _rotation(held: Held) -> npt.NDArray[np.float64]:
    turned, nodded, rolled = np.radians([held.turned_deg, held.nodded_deg, held.rolled_deg])
    about_y = np.array([[np.cos(turned), 0, np.sin(turned)], [0, 1, 0], [-np.sin(turned), 0, np.cos(turned)]])
    about_x = np.array([[1, 0, 0], [0, np.cos(nodded), -np.sin(nodded)], [0, np.sin(nodded), np.cos(nodded)]])
    about_z = np.array([[np.cos(rolled), -np.sin(rolled), 0], [np.sin(rolled), np.cos(rolled), 0], [0, 0, 1]])
    return np.asarray(about_y @ about_x @ about_z)
