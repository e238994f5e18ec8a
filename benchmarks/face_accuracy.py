"""The accuracy figures of benchmarks/faces.py: one engine and its peer on the same photographs."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.face_pictures import Portrait, folder_a_person, one_a_person, spoiled_twice, told_pairs
from benchmarks.face_scores import Pairs, Seen, all_pairs, look_at, one_photograph_twice, score_matrix
from benchmarks.figure import figure
from kiosk.faces.engine import FaceEngine, Vector
from kiosk.faces.engines import open_engine
from kiosk.faces.gallery import Gallery
from kiosk.faces.template import EngineName

_PEER_DISTANCE = 0.6  # compare_faces' own tolerance
_PEER_THRESHOLD = 1 - _PEER_DISTANCE
_FALSE_MATCHES = 1e-3
_MARGINS = (0.0, 0.04, 0.08, 0.12)
_ENROLLED_FROM = 3


def accuracy(engine: FaceEngine, pictures: Path) -> list[bool]:
    """Print every figure; whether each keeps its floor."""
    peer = open_engine(EngineName.FACE_RECOGNITION)
    adults = one_a_person(pictures / "asian-adults")
    people = folder_a_person(pictures / "lfw10")
    ours, theirs = look_at(engine, adults), look_at(peer, adults)
    known = look_at(engine, people)
    return [
        figure("faces found, asian-adults", ours.found, "share", peer=theirs.found, at_least=0.99),
        *_strangers_in_pairs(engine, ours, peer, theirs, adults),
        *_strangers_named(engine, ours, peer, theirs, adults),
        *_enrolled_not_named(engine, known, ours),
        *_same_person(engine, known, peer, look_at(peer, people)),
        _told(engine, peer, pictures / "deepface"),
        _spoiled(engine, peer, adults[::2]),
    ]


def _strangers_in_pairs(
    engine: FaceEngine, ours: Seen, peer: FaceEngine, theirs: Seen, adults: list[Portrait]
) -> list[bool]:
    twice = one_photograph_twice(adults)
    unlike = f"without {len(twice)} pair that is one photograph"
    our_pairs, their_pairs = all_pairs(engine, ours), all_pairs(peer, theirs)
    our_rest, their_rest = (
        all_pairs(one, _without(seen, {place for pair in twice for place in pair[1:]}))
        for one, seen in ((engine, ours), (peer, theirs))
    )
    verify = engine.point.verify
    return [
        figure(
            f"pairs of asian-adults taken for one person, 1:1 at {verify}",
            our_pairs.confused(verify),
            "share",
            peer=their_pairs.confused(_PEER_THRESHOLD),
            at_most=1e-4,
            times_better=1000.0,
        ),
        figure(
            f"the same, {unlike}",
            our_rest.confused(verify),
            "share",
            peer=their_rest.confused(_PEER_THRESHOLD),
        ),
        figure(
            f"the same, at the 1:N threshold {engine.point.identify}",
            our_rest.confused(engine.point.identify),
            "share",
            peer=their_rest.confused(peer.point.identify),
        ),
    ]


def _strangers_named(
    engine: FaceEngine, ours: Seen, peer: FaceEngine, theirs: Seen, adults: list[Portrait]
) -> list[bool]:
    """Each adult before a gallery of all the others: how many are greeted by another's name."""
    twice = {place for pair in one_photograph_twice(adults) for place in pair[1:]}
    best_of_theirs = score_matrix(peer, theirs)
    np.fill_diagonal(best_of_theirs, -np.inf)
    name = f"strangers named, gallery of {len(adults)} asian-adults"
    return [
        figure(
            name,
            _named(engine, ours, engine.point.margin),
            "share",
            peer=float((best_of_theirs.max(axis=1) >= _PEER_THRESHOLD).mean()),
            at_most=0.01,
        ),
        *(
            figure(
                f"the same, without the photograph that is there twice, margin {margin}",
                _named(engine, _without(ours, twice), margin),
                "share",
            )
            for margin in _MARGINS
        ),
    ]


def _named(engine: FaceEngine, seen: Seen, margin: float) -> float:
    templates = {str(place): one for place, one in enumerate(seen.embeddings) if one is not None}
    named = [
        _gallery(engine, {other: one for other, one in templates.items() if other != probe}, margin).find(
            embedding
        )
        for probe, embedding in templates.items()
    ]
    return sum(match is not None for match in named) / len(named)


def _gallery(engine: FaceEngine, templates: dict[str, Vector], margin: float) -> Gallery:
    point = replace(engine.point, margin=margin)
    return Gallery(list(templates), np.stack(list(templates.values())), kind=engine.kind, point=point)


def _enrolled_not_named(engine: FaceEngine, known: Seen, strangers: Seen) -> list[bool]:
    """People of lfw10 before a gallery of themselves and all adults: how many are not greeted by name."""
    templates = {str(place): one for place, one in enumerate(strangers.embeddings) if one is not None}
    probes: list[tuple[str, Vector]] = []
    for person in sorted(set(known.people)):
        seen = [
            embedding
            for whose, embedding in zip(known.people, known.embeddings, strict=True)
            if whose == person and embedding is not None
        ]
        templates[f"known {person}"] = engine.kind.mean(seen[:_ENROLLED_FROM])
        probes += [(f"known {person}", embedding) for embedding in seen[_ENROLLED_FROM:]]

    def not_named(margin: float) -> float:
        gallery = _gallery(engine, templates, margin)
        found = [(whose, gallery.find(embedding)) for whose, embedding in probes]
        return float(np.mean([match is None or match.person_id != whose for whose, match in found]))

    return [
        figure(
            f"enrolled not named from one picture, lfw10 among adults, margin {margin}",
            not_named(margin),
            "share",
        )
        for margin in _MARGINS
    ]


def _same_person(engine: FaceEngine, ours: Seen, peer: FaceEngine, theirs: Seen) -> list[bool]:
    our_pairs, their_pairs = all_pairs(engine, ours), all_pairs(peer, theirs)
    return [
        figure(
            "equal error rate, lfw10",
            our_pairs.equal_error(),
            "share",
            peer=their_pairs.equal_error(),
            at_most=0.0089,
        ),
        _known(f"known at a false match rate of {_FALSE_MATCHES}, lfw10", our_pairs, their_pairs),
    ]


def _told(engine: FaceEngine, peer: FaceEngine, folder: Path) -> bool:
    portraits, pairs = told_pairs(folder)

    def told(one: FaceEngine) -> Pairs:
        scores = score_matrix(one, look_at(one, portraits))
        of_pairs = np.array([scores[pair.one, pair.other] for pair in pairs])
        same = np.array([pair.same for pair in pairs])
        return Pairs(same=of_pairs[same], different=of_pairs[~same])

    return _known(f"known at a false match rate of {_FALSE_MATCHES}, deepface", told(engine), told(peer))


def _spoiled(engine: FaceEngine, peer: FaceEngine, adults: list[Portrait]) -> bool:
    copies = spoiled_twice(adults)
    pairs = [all_pairs(one, look_at(one, copies)) for one in (engine, peer)]
    return _known(
        f"known at a false match rate of {_FALSE_MATCHES}, asian-adults synthetically spoiled",
        *pairs,
        times_better=2.0,
    )


def _known(name: str, ours: Pairs, theirs: Pairs, *, times_better: float | None = None) -> bool:
    return figure(
        name,
        ours.known(ours.threshold(_FALSE_MATCHES)),
        "share",
        peer=theirs.known(theirs.threshold(_FALSE_MATCHES)),
        more_is_better=True,
        times_better=times_better,
    )


def _without(seen: Seen, places: set[int]) -> Seen:
    kept = [place for place in range(len(seen.people)) if place not in places]
    return Seen(
        people=[seen.people[place] for place in kept], embeddings=[seen.embeddings[place] for place in kept]
    )
