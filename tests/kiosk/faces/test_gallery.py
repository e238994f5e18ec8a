"""Whose face it is: near enough, and nobody else as near."""

import math
from dataclasses import replace

import numpy as np
import pytest

from kiosk.faces.engine import EngineMismatch, FaceEngine, GalleryError, Vector
from kiosk.faces.gallery import MAX_TEMPLATES, Gallery
from kiosk.faces.template import Metric, OperatingPoint, TemplateKind

KIND = TemplateKind(engine="drawn", version="1", dim=192, metric=Metric.COSINE)
POINT = OperatingPoint(verify=0.68, identify=0.735, margin=0.08, same_visit=0.55, false_match_rate=1e-5)


def axis(number: int) -> Vector:
    numbers = np.zeros(192, np.float32)
    numbers[number] = 1.0
    return numbers


def between(one: Vector, other: Vector, cosine: float) -> Vector:
    """A vector at `cosine` to `one`, the rest of it along `other`."""
    return (cosine * one + math.sqrt(1 - cosine**2) * other).astype(np.float32)


def gallery(people: dict[str, Vector]) -> Gallery:
    return Gallery(list(people), np.stack(list(people.values())), kind=KIND, point=POINT)


def test_the_nearest_person_is_found_with_score_and_margin() -> None:
    match = gallery({"an": axis(0), "binh": axis(1)}).find(between(axis(1), axis(2), 0.9))
    assert match is not None
    assert match.person_id == "binh"
    assert match.score == pytest.approx(0.9)
    assert match.margin == pytest.approx(0.9)


def test_a_stranger_is_nobody() -> None:
    assert gallery({"an": axis(0)}).find(between(axis(0), axis(1), POINT.identify - 0.01)) is None


def test_a_person_just_near_enough_is_found() -> None:
    assert gallery({"an": axis(0)}).find(between(axis(0), axis(1), POINT.identify + 0.01)) is not None


def test_two_people_too_near_each_other_are_nobody() -> None:
    probe = axis(0)
    twins = {
        "an": between(axis(0), axis(1), 0.90),
        "binh": between(axis(0), axis(2), 0.90 - POINT.margin + 0.01),
    }
    assert gallery(twins).find(probe) is None


def test_two_people_far_enough_apart_are_told_apart() -> None:
    siblings = {
        "an": between(axis(0), axis(1), 0.90),
        "binh": between(axis(0), axis(2), 0.90 - POINT.margin - 0.01),
    }
    match = gallery(siblings).find(axis(0))
    assert match is not None
    assert match.person_id == "an"


def test_two_templates_of_one_person_do_not_hide_each_other() -> None:
    templates = np.stack([axis(0), between(axis(0), axis(1), 0.99), axis(2)])
    twice = Gallery(["an", "an", "binh"], templates, kind=KIND, point=POINT)
    match = twice.find(axis(0))
    assert match is not None
    assert match.person_id == "an"


def test_an_empty_gallery_knows_nobody() -> None:
    empty = Gallery([], np.empty((0, 192), np.float32), kind=KIND, point=POINT)
    assert empty.find(axis(0)) is None


def test_a_gallery_too_large_to_be_safe_is_refused() -> None:
    many = MAX_TEMPLATES + 1
    with pytest.raises(GalleryError, match="2001 templates"):
        Gallery(
            [str(person) for person in range(many)],
            np.zeros((many, 192), np.float32),
            kind=KIND,
            point=POINT,
        )


def test_ids_and_templates_must_be_as_many() -> None:
    with pytest.raises(GalleryError, match="2 people do not fit"):
        Gallery(["an", "binh"], np.zeros((1, 192), np.float32), kind=KIND, point=POINT)


def test_templates_of_another_engine_version_are_refused(engine: FaceEngine) -> None:
    older = replace(engine.kind, version="0")
    old = Gallery(["an"], axis(0)[np.newaxis], kind=older, point=engine.point)
    with pytest.raises(EngineMismatch, match="people must enrol again"):
        old.require(engine)


def test_templates_of_another_length_are_refused() -> None:
    with pytest.raises(GalleryError, match="do not fit templates of drawn/1/192/cosine"):
        Gallery(["an"], np.zeros((1, 128), np.float32), kind=KIND, point=POINT)
