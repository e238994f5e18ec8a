"""How fast a face is read and how well people are told apart, beside the package face_recognition.

One JSON object a line. The peer is `face_recognition` as its documentation uses it: face_locations(),
face_encodings(), tolerance 0.6; same pictures, same run. The photographs are not part of the project:
`--pictures` names the folder that holds `lfw10`, `deepface` and `asian-adults`; without it those lines are
left out. About three minutes, of which the peer takes all but one.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.figure import figure

if TYPE_CHECKING:
    from kiosk.faces.engine import FaceEngine, Picture, Vector

_PICTURES = Path(__file__).parents[2] / "shared" / "data" / "faces"
_ROUNDS = 60
_PEER_ROUNDS = 15
_CROPS = 900


def main() -> int:
    """Print every figure; 1 when one is beyond its floor."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pictures", type=Path, default=_PICTURES)
    pictures = options.parse_args().pictures
    start_s, engine = _cold_start()
    results = [figure("engine start to first embedding", start_s, "s", at_most=1.0), *_latency(engine)]
    results += [_false_faces(engine)]
    if pictures.is_dir():
        from benchmarks.face_accuracy import accuracy

        results += accuracy(engine, pictures)
    return 0 if all(results) else 1


def _cold_start() -> "tuple[float, FaceEngine]":
    """Seconds from before the first import of OpenCV and the networks to the first embedding."""
    started_s = time.perf_counter()
    import cv2
    import numpy as np

    import assets
    from kiosk.faces.blaze_mfn import BlazeMobileFaceNet

    engine = BlazeMobileFaceNet()
    picture = cv2.imread(str(assets.portrait("eileen_collins")))
    if picture is None:
        raise SystemExit("the portrait of eileen_collins is missing; run `make setup`")
    rgb = np.ascontiguousarray(picture[:, :, ::-1], dtype=np.uint8)
    engine.embed(rgb, engine.detect(rgb)[0])
    return time.perf_counter() - started_s, engine


def _latency(engine: "FaceEngine") -> list[bool]:
    import cv2
    import numpy as np

    from motcua.demo_film import demo_enrolment_frames

    large = np.ascontiguousarray(demo_enrolment_frames("eileen_collins")[0][:, :, ::-1])
    small = np.asarray(cv2.resize(large[:, 160:1120], (640, 480)), dtype=np.uint8)
    (face,) = engine.detect(large)
    return [
        _frame_figure(engine, large, times_better=15.0),
        _frame_figure(engine, small, times_better=8.0),
        figure("detect 1280x720, p50", _p50_ms(lambda: engine.detect(large)), "ms", at_most=10.0),
        figure("quality, p50", _p50_ms(lambda: engine.quality(large, face)), "ms", at_most=2.0),
        figure("embed, p50", _p50_ms(lambda: engine.embed(large, face)), "ms", at_most=20.0),
        figure(
            "find among 2,000 people, p50",
            _p50_ms(_finder(engine, engine.embed(large, face))),
            "ms",
            at_most=2.0,
        ),
    ]


def _frame_figure(engine: "FaceEngine", rgb: "Picture", *, times_better: float) -> bool:
    import face_recognition

    def ours() -> None:
        engine.embed(rgb, engine.detect(rgb)[0])

    def theirs() -> None:
        places = face_recognition.face_locations(rgb)
        face_recognition.face_encodings(rgb, places[:1])

    # In turns, so that whatever else this machine does slows both alike.
    turns = [(_p50_ms(ours, 5), _p50_ms(theirs, 1)) for _ in range(_PEER_ROUNDS)]
    our_ms, their_ms = (statistics.median(spans_ms) for spans_ms in zip(*turns, strict=True))
    return figure(
        f"detect, align and embed {rgb.shape[1]}x{rgb.shape[0]}, p50",
        our_ms,
        "ms",
        peer=their_ms,
        times_better=times_better,
    )


def _finder(engine: "FaceEngine", embedding: "Vector") -> Callable[[], object]:
    import numpy as np

    from kiosk.faces.gallery import MAX_TEMPLATES, Gallery

    templates = np.random.default_rng(0).normal(size=(MAX_TEMPLATES, engine.kind.dim)).astype(np.float32)
    templates /= np.linalg.norm(templates, axis=1, keepdims=True)
    ids = [str(number) for number in range(len(templates))]
    gallery = Gallery(ids, templates, kind=engine.kind, point=engine.point)
    return lambda: gallery.find(embedding)


def _false_faces(engine: "FaceEngine") -> bool:
    from benchmarks.face_pictures import crops_without_a_face

    false = sum(len(engine.detect(crop)) for crop in crops_without_a_face(_CROPS))
    return figure(f"false faces in {_CROPS} crops without one", false, "faces", at_most=0)


def _p50_ms(work: Callable[[], object], rounds: int = _ROUNDS) -> float:
    spans_ms = []
    for _ in range(rounds):
        started_s = time.perf_counter()
        work()
        spans_ms.append(1000 * (time.perf_counter() - started_s))
    return statistics.median(spans_ms)


if __name__ == "__main__":
    sys.exit(main())
