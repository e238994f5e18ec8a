"""Real people against each other, on pictures that are not part of the project."""

from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import pytest

from kiosk.faces.blaze_mfn import BlazeMobileFaceNet
from kiosk.faces.engine import Vector
from kiosk.faces.gallery import Gallery

ENROLLED_FROM = 3
STRANGERS = 100


class Probes(NamedTuple):
    gallery: Gallery
    others_of: dict[str, list[Vector]]
    """By person: embeddings of the pictures they were not enrolled from."""


def embedding_of(engine: BlazeMobileFaceNet, path: Path) -> Vector:
    picture = cv2.imread(str(path))
    assert picture is not None, path
    rgb = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB).astype(np.uint8)
    return engine.embed(rgb, engine.detect(rgb)[0])


def mean(embeddings: list[Vector]) -> Vector:
    total = np.sum(embeddings, axis=0)
    return np.asarray(total / np.linalg.norm(total), dtype=np.float32)


@pytest.fixture(scope="module")
def ten_people(engine: BlazeMobileFaceNet, measuring_pictures: Path) -> Probes:
    """Ten public figures, ten press photographs each: years, poses and lights apart."""
    everything = {
        folder.name: [embedding_of(engine, path) for path in sorted(folder.iterdir())]
        for folder in sorted((measuring_pictures / "lfw10").iterdir())
    }
    gallery = Gallery(
        list(everything),
        np.stack([mean(embeddings[:ENROLLED_FROM]) for embeddings in everything.values()]),
        kind=engine.kind,
        point=engine.point,
    )
    return Probes(gallery, {person: rest[ENROLLED_FROM:] for person, rest in everything.items()})


def test_nobody_of_ten_people_is_taken_for_another(ten_people: Probes) -> None:
    found = [
        (person, match.person_id)
        for person, embeddings in ten_people.others_of.items()
        for embedding in embeddings
        if (match := ten_people.gallery.find(embedding))
    ]
    assert all(person == recognised for person, recognised in found)


def test_most_people_are_recognised_from_a_single_other_picture(ten_people: Probes) -> None:
    found = [
        ten_people.gallery.find(embedding) is not None
        for embeddings in ten_people.others_of.values()
        for embedding in embeddings
    ]
    assert np.mean(found) >= 0.85, "0.90 measured"


def test_people_are_recognised_from_the_mean_of_three_other_pictures(ten_people: Probes) -> None:
    found = [
        ten_people.gallery.find(mean(embeddings[first : first + 3])) is not None
        for embeddings in ten_people.others_of.values()
        for first in range(len(embeddings) - 2)
    ]
    assert np.mean(found) >= 0.97, "1.00 measured"


def test_at_most_one_stranger_in_a_hundred_is_taken_for_somebody(
    engine: BlazeMobileFaceNet, measuring_pictures: Path, ten_people: Probes
) -> None:
    strangers = sorted((measuring_pictures / "asian-adults").glob("*.jpg"))[:: 500 // STRANGERS]
    accepted = [ten_people.gallery.find(embedding_of(engine, path)) is not None for path in strangers]
    assert len(accepted) >= STRANGERS
    assert np.mean(accepted) <= 0.01, "none measured"
