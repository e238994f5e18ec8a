"""One person under two records is found; two templates of one record are none."""

import numpy as np
import pytest

from kiosk.faces.duplicates import duplicates
from kiosk.faces.template import Metric, TemplateKind, Vector

KIND = TemplateKind(engine="drawn", version="1", dim=32, metric=Metric.COSINE)


def people(count: int) -> Vector:
    templates = np.random.default_rng(0).normal(size=(count, KIND.dim)).astype(np.float32)
    return np.stack([KIND.restored(template) for template in templates])


def again(template: Vector, cosine: float) -> Vector:
    """Another template of the same person."""
    away = np.eye(KIND.dim, dtype=np.float32)[0]
    away -= (away @ template) * template
    return KIND.restored(cosine * template + np.sqrt(1 - cosine**2) * KIND.restored(away))


def with_one_twice(count: int) -> tuple[list[str], Vector]:
    templates = people(count)
    templates[-1] = again(templates[3], 0.9)
    return [f"{number:04x}" for number in range(count)], templates


def test_one_person_under_two_records_is_found() -> None:
    ids, templates = with_one_twice(50)
    (found,) = duplicates(ids, templates, KIND, least=0.85)
    assert (found.person_id, found.other_id) == ("0003", "0031")
    assert found.score == pytest.approx(0.9, abs=1e-5)


def test_the_most_alike_come_first() -> None:
    ids, templates = with_one_twice(50)
    templates[10] = again(templates[20], 0.97)
    scores = [pair.score for pair in duplicates(ids, templates, KIND, least=0.85)]
    assert scores == pytest.approx([0.97, 0.9], abs=1e-5)


def test_two_templates_of_one_record_are_no_duplicate() -> None:
    ids, templates = with_one_twice(50)
    ids[-1] = ids[3]
    assert duplicates(ids, templates, KIND, least=0.85) == []


def test_among_very_many_the_same_are_found() -> None:
    pytest.importorskip("faiss")
    ids, templates = with_one_twice(3000)
    exact = duplicates(ids, templates, KIND, least=0.85)
    assert ("0003", "0bb7") in {(pair.person_id, pair.other_id) for pair in exact}
    assert duplicates(ids, templates, KIND, least=0.85, exact_up_to=100) == exact
