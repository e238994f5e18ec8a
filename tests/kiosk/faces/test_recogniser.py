"""One look at one citizen: when it is decided, on what, and what is forgotten."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest

from kiosk.faces.blaze_mfn import BlazeMobileFaceNet
from kiosk.faces.engine import EngineMismatch, Face, FaceEngine, Hint, NoGoodFrames, Picture, Quality, Vector
from kiosk.faces.gallery import Gallery
from kiosk.faces.recogniser import Look, Recogniser, Verdict, enrol
from kiosk.faces.template import Metric, TemplateKind

KIND = TemplateKind(engine="scripted", version="1", dim=192, metric=Metric.COSINE)

GOOD = Quality(inter_eye_px=80.0, sharpness=200.0, grey=120.0, yaw=0.0, roll_deg=0.0)
DARK = Quality(inter_eye_px=80.0, sharpness=200.0, grey=5.0, yaw=0.0, roll_deg=0.0)
BLURRED = Quality(inter_eye_px=80.0, sharpness=5.0, grey=120.0, yaw=0.0, roll_deg=0.0)


def axis(number: int) -> Vector:
    numbers = np.zeros(192, np.float32)
    numbers[number] = 1.0
    return numbers


def face(left: float = 100.0, inter_eye_px: float = 80.0) -> Face:
    points = np.full((6, 2), left, np.float32)
    points[1, 0] += inter_eye_px
    return Face(box=(left, left, left + 200, left + 200), score=0.9, points=points)


@dataclass
class Scene:
    """What the scripted engine sees in one frame."""

    faces: list[Face] = field(default_factory=lambda: [face()])
    quality: Quality = GOOD
    embedding: Vector = field(default_factory=lambda: axis(0))
    meanwhile: Callable[[], None] = lambda: None


class ScriptedEngine:
    """Sees the scenes it was given: a frame's first pixel says which."""

    kind = KIND
    point = BlazeMobileFaceNet.point

    def __init__(self, *scenes: Scene) -> None:
        self._scenes = scenes
        self.embedded = 0

    def frames(self) -> list[Picture]:
        return [np.full((2, 2, 3), number, np.uint8) for number in range(len(self._scenes))]

    def detect(self, rgb: Picture) -> list[Face]:
        return self._scene(rgb).faces

    def quality(self, rgb: Picture, face: Face) -> Quality:
        return self._scene(rgb).quality

    def embed(self, rgb: Picture, face: Face) -> Vector:
        self.embedded += 1
        self._scene(rgb).meanwhile()
        return self._scene(rgb).embedding

    def _scene(self, rgb: Picture) -> Scene:
        return self._scenes[int(rgb[0, 0, 0])]


def knows_an(*scenes: Scene) -> tuple[Recogniser, list[Picture]]:
    """A recogniser whose gallery holds `an` at axis 0, and the frames of `scenes`."""
    engine = ScriptedEngine(*scenes)
    gallery = Gallery(["an"], axis(0)[np.newaxis], kind=KIND, point=ScriptedEngine.point)
    return Recogniser(engine, gallery), engine.frames()


def looks(*scenes: Scene) -> list[Look]:
    recogniser, frames = knows_an(*scenes)
    recogniser.start()
    return [recogniser.feed(frame) for frame in frames]


def test_a_known_person_is_recognised_at_the_third_good_frame() -> None:
    seen = looks(Scene(), Scene(), Scene())
    assert [look.verdict for look in seen] == [Verdict.PENDING, Verdict.PENDING, Verdict.RECOGNISED]
    assert seen[-1].person_id == "an"


def test_a_stranger_is_not_known_at_the_fifth_good_frame() -> None:
    seen = looks(*[Scene(embedding=axis(1))] * 5)
    assert [look.verdict for look in seen] == [Verdict.PENDING] * 4 + [Verdict.NOT_KNOWN]
    assert seen[-1].person_id is None


def test_one_unlucky_frame_is_outweighed_by_the_next() -> None:
    unlucky = Scene(embedding=(0.6 * axis(0) + 0.8 * axis(1)).astype(np.float32))
    assert looks(unlucky, unlucky, Scene(), Scene())[-1].verdict is Verdict.RECOGNISED


def test_bad_frames_ask_for_help_and_count_for_nothing() -> None:
    seen = looks(Scene(quality=DARK), Scene(), Scene(faces=[]), Scene(), Scene(quality=BLURRED))
    assert [look.hint for look in seen] == [
        Hint.TOO_DARK,
        Hint.OK,
        Hint.NO_FACE,
        Hint.OK,
        Hint.HOLD_STILL,
    ]
    assert all(look.verdict is Verdict.PENDING for look in seen)


def test_nothing_is_embedded_while_two_people_stand_there() -> None:
    engine = ScriptedEngine(Scene(faces=[face(), face(left=400)]))
    recogniser = Recogniser(
        engine, Gallery([], np.empty((0, 192), np.float32), kind=KIND, point=ScriptedEngine.point)
    )
    assert recogniser.feed(engine.frames()[0]).hint is Hint.MANY_FACES
    assert engine.embedded == 0


def test_somebody_waiting_far_behind_does_not_stop_the_look() -> None:
    with_queue = Scene(faces=[face(), face(left=400, inter_eye_px=30)])
    assert looks(with_queue, with_queue, with_queue)[-1].verdict is Verdict.RECOGNISED


def test_a_person_who_is_still_walking_is_asked_to_hold_still() -> None:
    seen = looks(*[Scene(faces=[face(left=20.0 * step)]) for step in range(4)])
    assert [look.hint for look in seen[1:]] == [Hint.HOLD_STILL] * 3
    assert seen[-1].verdict is Verdict.PENDING


def test_a_swaying_person_is_recognised() -> None:
    seen = looks(*[Scene(faces=[face(left=100.0 + 4 * (step % 2))]) for step in range(3)])
    assert seen[-1].verdict is Verdict.RECOGNISED


def test_two_people_taking_turns_are_never_averaged() -> None:
    an, other = Scene(), Scene(embedding=axis(1))
    assert all(look.verdict is Verdict.PENDING for look in looks(an, an, other, an, an, other, other))


def test_the_verdict_stays_after_it_fell() -> None:
    seen = looks(Scene(), Scene(), Scene(), Scene(faces=[]))
    assert seen[-1] == seen[-2]


@pytest.mark.parametrize("forget", [Recogniser.start, Recogniser.stop])
def test_the_next_citizen_starts_from_nothing(forget: Callable[[Recogniser], None]) -> None:
    recogniser, frames = knows_an(Scene(), Scene(), Scene())
    for frame in frames:
        recogniser.feed(frame)
    forget(recogniser)
    assert recogniser.feed(frames[0]) == Look(hint=Hint.OK, verdict=Verdict.PENDING)


def test_a_frame_in_work_while_the_next_citizen_starts_is_not_theirs() -> None:
    restart = Scene(meanwhile=lambda: recogniser.start())
    recogniser, frames = knows_an(Scene(), Scene(), restart, Scene(), Scene())
    verdicts = [recogniser.feed(frame).verdict for frame in frames]
    assert verdicts[3:] == [Verdict.PENDING, Verdict.PENDING]


def test_a_gallery_of_another_engine_is_refused_at_once(engine: FaceEngine) -> None:
    foreign = Gallery(["an"], axis(0)[np.newaxis], kind=KIND, point=ScriptedEngine.point)
    with pytest.raises(EngineMismatch, match="made by scripted/1"):
        Recogniser(engine, foreign)


def test_enrolling_reads_no_further_than_five_good_frames() -> None:
    engine = ScriptedEngine(Scene(quality=DARK), *[Scene()] * 9)
    frames = iter(engine.frames())
    enrol(engine, frames)
    assert len(list(frames)) == 4


def test_a_template_is_the_mean_of_its_frames() -> None:
    leaning = Scene(embedding=(0.8 * axis(0) + 0.6 * axis(1)).astype(np.float32))
    engine = ScriptedEngine(Scene(), leaning, Scene(), leaning, Scene())
    template = enrol(engine, engine.frames())
    assert float(np.linalg.norm(template)) == pytest.approx(1.0, abs=1e-6)
    assert template[1] / template[0] == pytest.approx(1.2 / 4.6, abs=1e-5)


def test_enrolling_says_what_was_wrong_most_often() -> None:
    engine = ScriptedEngine(*[Scene()] * 4, Scene(faces=[]), Scene(quality=BLURRED), Scene(quality=BLURRED))
    with pytest.raises(NoGoodFrames) as caught:
        enrol(engine, engine.frames())
    assert caught.value.hint is Hint.HOLD_STILL


def test_enrolling_without_any_frame_says_there_was_no_face() -> None:
    nothing: Iterator[Picture] = iter(())
    with pytest.raises(NoGoodFrames) as caught:
        enrol(ScriptedEngine(), nothing)
    assert caught.value.hint is Hint.NO_FACE


def test_five_frames_of_two_people_make_no_template() -> None:
    engine = ScriptedEngine(*[Scene(), Scene(), Scene(), Scene(embedding=axis(1)), Scene(embedding=axis(1))])
    with pytest.raises(NoGoodFrames):
        enrol(engine, engine.frames())


def test_two_real_people_side_by_side_are_asked_to_come_one_by_one(
    engine: FaceEngine, collins: Picture, hopper: Picture
) -> None:
    gallery = Gallery([], np.empty((0, 192), np.float32), kind=engine.kind, point=engine.point)
    both = np.hstack([collins, hopper[:512]])
    assert Recogniser(engine, gallery).feed(both).hint is Hint.MANY_FACES
