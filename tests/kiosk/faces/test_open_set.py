"""Looking for one among many: who is named, and who ought to have been."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.faces.gallery import Gallery
from kiosk.faces.open_set import OpenSet, each_a_stranger, search_all
from kiosk.faces.share import Share
from kiosk.faces.template import Metric, OperatingPoint, TemplateKind, Vector

KIND = TemplateKind(engine="drawn", version="1", dim=2, metric=Metric.COSINE)
POINT = OperatingPoint(verify=0.8, identify=0.9, margin=0.05, same_visit=0.5, false_match_rate=1e-5)


def at(*degrees: float) -> Vector:
    """Templates on a circle: two of them are as alike as the cosine between them says."""
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def searched(known: dict[str, float], probes: list[tuple[str, float]]) -> OpenSet:
    return search_all(
        at(*known.values()),
        list(known),
        at(*(degrees for _, degrees in probes)),
        [owner for owner, _ in probes],
        kind=KIND,
        point=POINT,
    )


def test_who_is_known_is_named_and_a_stranger_is_not() -> None:
    found = searched({"an": 0, "binh": 90}, [("an", 5), ("chi", 45)])
    assert found == OpenSet(strangers_named=Share(count=0, of=2), known_missed=Share(count=0, of=1))


def test_who_looks_too_different_today_is_missed() -> None:
    assert searched({"an": 0, "binh": 90}, [("an", 40)]).known_missed == Share(count=1, of=1)


def test_who_is_taken_for_somebody_else_is_missed() -> None:
    assert searched({"an": 0, "binh": 90}, [("an", 88)]).known_missed == Share(count=1, of=1)


def test_who_is_too_near_another_is_missed() -> None:
    assert searched({"an": 0, "binh": 10}, [("an", 4)]).known_missed == Share(count=1, of=1)


def test_a_stranger_who_looks_like_somebody_is_named() -> None:
    assert searched({"an": 0, "binh": 90}, [("chi", 10)]).strangers_named == Share(count=1, of=1)


def test_who_is_known_is_a_stranger_to_the_others() -> None:
    assert searched({"an": 0, "binh": 20, "chi": 180}, [("an", 2)]).strangers_named == Share(count=1, of=1)


def test_with_one_person_known_there_are_no_others_to_be_a_stranger_to() -> None:
    assert searched({"an": 0}, [("an", 2)]).strangers_named is None


@given(st.lists(st.floats(0, 360), min_size=1, max_size=8), st.floats(0, 360))
def test_it_decides_as_the_kiosk_does(known: list[float], degrees: float) -> None:
    ids = [str(number) for number in range(len(known))]
    gallery = Gallery(ids, at(*known), kind=KIND, point=POINT)
    named = gallery.find(at(degrees)[0]) is not None
    found = searched(dict(zip(ids, known, strict=True)), [("stranger", degrees)])
    assert found.strangers_named == Share(count=int(named), of=1)


def test_each_template_is_a_stranger_to_other_people_only() -> None:
    strangers = each_a_stranger(at(0, 5, 60, 180), ["an", "an", "binh", "chi"], KIND)
    assert strangers.bests.tolist() == pytest.approx(np.cos(np.radians([60, 55, 55, 120])).tolist(), abs=1e-5)
    # The next after the nearest: for the first, chi at 180 degrees.
    assert strangers.leads[0] == pytest.approx(0.5 - -1.0, abs=1e-5)


def test_one_person_is_a_stranger_to_nobody() -> None:
    assert len(each_a_stranger(at(0, 5), ["an", "an"], KIND).bests) == 0
