"""One look at one citizen: when it is decided, on what, and what is forgotten."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from random import Random

import numpy as np
import pytest

from kiosk.faces.blaze_mfn import BlazeMobileFaceNet
from kiosk.faces.engine import EngineMismatch, Face, FaceEngine, Hint, NoGoodFrames, Picture, Quality, Vector
from kiosk.faces.gallery import Gallery
from kiosk.faces.guard import Guard, Liveness
from kiosk.faces.recogniser import Learner, Look, Recogniser, Verdict, enrol
from kiosk.faces.template import Metric, TemplateKind
from kiosk.journey.head_turn import Challenge, Turn

KIND = TemplateKind(engine="scripted", version="1", dim=192, metric=Metric.COSINE)

GOOD = Quality(inter_eye_px=80.0, sharpness=200.0, grey=120.0, yaw=0.0, roll_deg=0.0)
DARK = Quality(inter_eye_px=80.0, sharpness=200.0, grey=5.0, yaw=0.0, roll_deg=0.0)
HARDLY_SHARP = Quality(inter_eye_px=80.0, sharpness=31.0, grey=120.0, yaw=0.0, roll_deg=0.0)
HARDLY_STRAIGHT = Quality(inter_eye_px=80.0, sharpness=200.0, grey=120.0, yaw=0.11, roll_deg=0.0)
BLURRED = Quality(inter_eye_px=80.0, sharpness=5.0, grey=120.0, yaw=0.0, roll_deg=0.0)
_GREY = 100  # of a frame in which the light is good


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
        return [np.full((2, 2, 3), _GREY + number, np.uint8) for number in range(len(self._scenes))]

    def detect(self, rgb: Picture) -> list[Face]:
        return self._scene(rgb).faces

    def quality(self, rgb: Picture, face: Face) -> Quality:
        return self._scene(rgb).quality

    def embed(self, rgb: Picture, face: Face) -> Vector:
        self.embedded += 1
        self._scene(rgb).meanwhile()
        return self._scene(rgb).embedding

    def _scene(self, rgb: Picture) -> Scene:
        return self._scenes[int(rgb[0, 0, 0]) - _GREY]


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


def test_a_stranger_is_not_known_at_the_eighth_good_frame() -> None:
    seen = looks(*[Scene(embedding=axis(1))] * 8)
    assert [look.verdict for look in seen] == [Verdict.PENDING] * 7 + [Verdict.NOT_KNOWN]
    assert seen[-1].person_id is None


def test_one_unlucky_frame_is_outweighed_by_the_next() -> None:
    unlucky = Scene(embedding=(0.6 * axis(0) + 0.8 * axis(1)).astype(np.float32))
    assert looks(unlucky, unlucky, Scene(), Scene())[-1].verdict is Verdict.RECOGNISED


def test_the_best_five_frames_decide() -> None:
    poor = Scene(embedding=(0.6 * axis(0) + 0.8 * axis(1)).astype(np.float32), quality=HARDLY_SHARP)
    good = Scene(embedding=(0.76 * axis(0) + 0.65 * axis(1)).astype(np.float32))
    seen = looks(*[poor] * 3, *[good] * 5)
    assert [look.verdict for look in seen[-2:]] == [Verdict.PENDING, Verdict.RECOGNISED]


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


def test_enrolling_reads_no_further_than_eight_good_frames() -> None:
    engine = ScriptedEngine(Scene(quality=DARK), *[Scene()] * 12)
    frames = iter(engine.frames())
    enrol(engine, frames)
    assert len(list(frames)) == 4


def test_a_template_is_the_mean_of_its_five_best_frames() -> None:
    leaning = Scene(embedding=(0.8 * axis(0) + 0.6 * axis(1)).astype(np.float32))
    poor = Scene(embedding=(0.8 * axis(0) + 0.6 * axis(2)).astype(np.float32), quality=HARDLY_STRAIGHT)
    engine = ScriptedEngine(poor, Scene(), leaning, Scene(), poor, leaning, Scene(), poor)
    template = enrol(engine, engine.frames())
    assert float(np.linalg.norm(template)) == pytest.approx(1.0, abs=1e-6)
    assert template[1] / template[0] == pytest.approx(1.2 / 4.6, abs=1e-5)


def test_enrolling_says_what_was_wrong_most_often() -> None:
    engine = ScriptedEngine(*[Scene()] * 7, Scene(faces=[]), Scene(quality=BLURRED), Scene(quality=BLURRED))
    with pytest.raises(NoGoodFrames) as caught:
        enrol(engine, engine.frames())
    assert caught.value.hint is Hint.HOLD_STILL


def test_enrolling_without_any_frame_says_there_was_no_face() -> None:
    nothing: Iterator[Picture] = iter(())
    with pytest.raises(NoGoodFrames) as caught:
        enrol(ScriptedEngine(), nothing)
    assert caught.value.hint is Hint.NO_FACE


def test_eight_frames_of_two_people_make_no_template() -> None:
    engine = ScriptedEngine(*[Scene()] * 4, *[Scene(embedding=axis(1))] * 4)
    with pytest.raises(NoGoodFrames):
        enrol(engine, engine.frames())


def test_two_real_people_side_by_side_are_asked_to_come_one_by_one(
    engine: FaceEngine, collins: Picture, hopper: Picture
) -> None:
    gallery = Gallery([], np.empty((0, 192), np.float32), kind=engine.kind, point=engine.point)
    both = np.hstack([collins, hopper[:512]])
    assert Recogniser(engine, gallery).feed(both).hint is Hint.MANY_FACES


LEFT = Scene(quality=replace(GOOD, yaw=0.3))
RIGHT = Scene(quality=replace(GOOD, yaw=-0.3))
OTHER = Scene(embedding=axis(1))
ASKED_LEFT = Challenge(turn=Turn.LEFT, done=0, of=3)


class LeftFirst(Random):
    """Chooses left, right, straight, and never draws the lot."""

    def getrandbits(self, _bits: int, /) -> int:
        return 2

    def random(self) -> float:
        return 0.99


class StandStill:
    def __call__(self) -> float:
        return 100.0


def guard(setting: Liveness = Liveness.ALWAYS) -> Guard:
    return Guard(setting, clock_s=StandStill(), random=LeftFirst())


def guarded_looks(*scenes: Scene) -> list[Look]:
    engine = ScriptedEngine(*scenes)
    gallery = Gallery(["an"], axis(0)[np.newaxis], kind=KIND, point=ScriptedEngine.point)
    recogniser = Recogniser(engine, gallery, guard=guard())
    recogniser.start()
    return [recogniser.feed(frame) for frame in engine.frames()]


def test_who_is_asked_to_turn_the_head_is_recognised_only_after_it() -> None:
    seen = guarded_looks(*[Scene()] * 3, LEFT, Scene(), RIGHT, Scene())
    assert seen[2] == Look(hint=Hint.OK, verdict=Verdict.PENDING, challenge=ASKED_LEFT)
    assert [look.challenge.turn for look in seen[3:6] if look.challenge] == [
        Turn.RIGHT,
        Turn.RIGHT,
        Turn.STRAIGHT,
    ]
    assert seen[-1] == Look(hint=Hint.OK, verdict=Verdict.RECOGNISED, person_id="an", score=1.0)


def test_who_does_not_turn_as_asked_is_simply_not_known() -> None:
    seen = guarded_looks(*[Scene()] * 3, RIGHT, Scene())
    assert seen[-2:] == [Look(hint=Hint.OK, verdict=Verdict.NOT_KNOWN)] * 2


def test_somebody_else_cannot_turn_the_head_for_a_picture() -> None:
    assert guarded_looks(*[Scene()] * 3, OTHER)[-1].verdict is Verdict.NOT_KNOWN


def test_a_second_person_stepping_in_while_the_head_turns_is_waited_out() -> None:
    both = Scene(faces=[face(), face(left=400)])
    assert guarded_looks(*[Scene()] * 3, both)[-1].challenge == ASKED_LEFT


def test_a_stranger_is_not_asked_to_turn_the_head() -> None:
    assert all(look.challenge is None for look in guarded_looks(*[OTHER] * 8))


def test_a_suspicious_signal_asks_for_a_turn_and_refuses_nobody() -> None:
    class Suspicious:
        name = "suspicious"

        def score(self, frame_bgr: Picture, face: Face) -> float:
            return 1.0

    engine = ScriptedEngine(*[Scene()] * 3)
    gallery = Gallery(["an"], axis(0)[np.newaxis], kind=KIND, point=ScriptedEngine.point)
    watchful = Guard(Liveness.SOMETIMES, signals=(Suspicious(),), clock_s=StandStill(), random=LeftFirst())
    recogniser = Recogniser(engine, gallery, guard=watchful)
    assert [recogniser.feed(frame).challenge for frame in engine.frames()][-1] == ASKED_LEFT


def learner_after(*scenes: Scene, setting: Liveness) -> Learner:
    engine = ScriptedEngine(*scenes)
    learner = Learner(engine, guard(setting))
    for frame in engine.frames():
        learner.feed(frame)
    return learner


def test_a_face_is_learnt_once_the_head_was_turned() -> None:
    learner = learner_after(*[Scene()] * 8, setting=Liveness.SOMETIMES)
    assert learner.template is None
    assert learner.challenge == ASKED_LEFT
    turned = learner_after(*[Scene()] * 8, LEFT, Scene(), RIGHT, Scene(), setting=Liveness.SOMETIMES)
    assert turned.template is not None
    assert turned.challenge is None


def test_a_face_that_does_not_turn_as_asked_is_not_learnt() -> None:
    learner = learner_after(*[Scene()] * 8, OTHER, Scene(), setting=Liveness.SOMETIMES)
    assert learner.has_failed
    assert learner.template is None


def test_where_nobody_is_asked_a_face_is_learnt_at_once() -> None:
    assert learner_after(*[Scene()] * 8, setting=Liveness.NEVER).template is not None
