"""An engine as one hall uses it: as good as ever here, and good for nothing elsewhere."""

import numpy as np
import pytest

from kiosk.faces.blaze_mfn import BlazeMobileFaceNet
from kiosk.faces.drawn_engine import DrawnFaces
from kiosk.faces.engine import Picture
from kiosk.faces.face_secret import FaceSecret
from kiosk.faces.hall_engine import HallEngine
from kiosk.faces.sight import Glimpsing


@pytest.fixture(scope="module")
def two_faces(collins: Picture, hopper: Picture) -> list[Picture]:
    return [np.ascontiguousarray(picture[:, :, ::-1]) for picture in (collins, hopper)]


def test_two_faces_are_as_alike_as_without_the_rotation(
    engine: BlazeMobileFaceNet, two_faces: list[Picture]
) -> None:
    ours = HallEngine(engine, FaceSecret(bytes(range(32))))
    plain, turned = (
        [one.embed(picture, one.detect(picture)[0]) for picture in two_faces] for one in (engine, ours)
    )
    assert ours.kind.score(*turned) == pytest.approx(engine.kind.score(*plain), abs=1e-5)


def test_a_hall_s_engine_glimpses_what_the_engine_does(
    engine: BlazeMobileFaceNet, two_faces: list[Picture]
) -> None:
    ours = HallEngine(engine, FaceSecret(b"a"))
    assert isinstance(ours, Glimpsing)
    assert len(ours.glimpse(two_faces[0])) == len(engine.glimpse(two_faces[0])) > 0


def test_an_engine_that_cannot_glimpse_sees_nothing_more_in_a_hall(two_faces: list[Picture]) -> None:
    assert HallEngine(DrawnFaces(), FaceSecret(b"a")).glimpse(two_faces[0]) == []


def test_one_face_is_nothing_like_itself_in_another_hall(
    engine: BlazeMobileFaceNet, two_faces: list[Picture]
) -> None:
    picture = two_faces[0]
    face = engine.detect(picture)[0]
    here, there = (HallEngine(engine, FaceSecret(secret)).embed(picture, face) for secret in (b"a", b"b"))
    assert abs(engine.kind.score(here, there)) < 0.4
