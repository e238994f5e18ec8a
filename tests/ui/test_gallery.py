"""Every screen looks as it did when somebody last looked at it, and the gallery shows them all."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtGui import QGuiApplication

from tests.ui.reference_pictures import FOLDER, LOOKS, SETTINGS, differences, file_of, small
from tests.ui.test_theme import contrast
from ui.gallery import Gallery, Look, draw_gallery, every_look
from ui.i18n import find_languages
from ui.moments import MOMENTS, usual_offer
from ui.theme import read_theme

MOST_ON_AVERAGE = 1.5
MOST_IN_A_BLOCK = 36.0
MOST_BYTES_EACH = 15_000  # on average
each_look = pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)


@pytest.fixture(scope="module")
def gallery(qapp: QGuiApplication) -> Iterator[Gallery]:
    gallery = Gallery(SETTINGS, usual_offer())
    yield gallery
    gallery.close()


@each_look
def test_every_screen_looks_as_it_was_agreed(gallery: Gallery, look: Look, tmp_path: Path) -> None:
    changed = []
    for moment in MOMENTS:
        now = small(gallery.picture(moment, look))
        with Image.open(file_of(moment, look)) as agreed:
            on_average, in_a_block = differences(now, agreed)
        if on_average > MOST_ON_AVERAGE or in_a_block > MOST_IN_A_BLOCK:
            now.save(tmp_path / file_of(moment, look).name)
            changed.append(f"{moment}: {on_average:.2f}, {in_a_block:.0f}")
    assert changed == [], f"look at {tmp_path}; tests/ui/reference_pictures.py says how to renew them"


def test_a_button_that_is_gone_is_noticed(gallery: Gallery) -> None:
    picture = small(gallery.picture("choose service, greeted", Look()))
    without = picture.copy()
    without.paste(Image.new("RGB", (66, 28), "#E6EDF8"), (191, 45))
    on_average, in_a_block = differences(picture, without)
    assert on_average > MOST_ON_AVERAGE or in_a_block > MOST_IN_A_BLOCK


def test_the_reference_pictures_are_those_of_the_moments_there_are_and_small() -> None:
    kept = {path.name: path.stat().st_size for path in FOLDER.glob("*.png")}
    assert kept.keys() == {file_of(moment, look).name for moment in MOMENTS for look in LOOKS}
    assert sum(kept.values()) < MOST_BYTES_EACH * len(kept)


@each_look
def test_what_is_drawn_stands_out_as_its_colours_promise(gallery: Gallery, look: Look) -> None:
    """The theme's own colours are on the screen, text on its ground: sampled, not computed."""
    colours = read_theme("colours")["contrast" if look.is_contrast else "day"]
    picture = gallery.picture("choose service, greeted", look)
    seen = {
        picture.pixelColor(x, y).name().upper()
        for y in range(0, picture.height(), 2)
        for x in range(0, picture.width(), 2)
    }
    assert {colours["ink"].upper(), colours["page"].upper(), colours["action"].upper()} <= seen
    assert contrast(colours["ink"], colours["page"]) >= 4.5


def test_the_gallery_has_a_page_with_every_picture(tmp_path: Path, qapp: QGuiApplication) -> None:
    looks = [Look(is_low=True)]
    drawn = draw_gallery(tmp_path, SETTINGS, scale=0.1, looks=looks)
    page = (tmp_path / "index.html").read_text("utf-8")
    pictures = {path.name for path in tmp_path.glob("*.png")}
    assert drawn == len(pictures) == len(MOMENTS)
    assert {*re.findall(r'src="([^"]+)"', page)} == pictures


def test_every_look_is_every_theme_size_reach_and_language() -> None:
    assert len({look.name for look in every_look()}) == 2 * 2 * 2 * len(find_languages())
