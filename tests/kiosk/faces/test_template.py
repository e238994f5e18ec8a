"""What a template is, and how two of them compare."""

import numpy as np
import pytest

from kiosk.faces.template import Metric, OperatingPoint, TemplateKind, Vector

COSINE = TemplateKind(engine="drawn", version="1", dim=2, metric=Metric.COSINE)
DISTANCE = TemplateKind(engine="drawn", version="1", dim=2, metric=Metric.DISTANCE)


def vector(*numbers: float) -> Vector:
    return np.array(numbers, np.float32)


@pytest.mark.parametrize("kind", [COSINE, DISTANCE])
def test_the_same_template_scores_one(kind: TemplateKind) -> None:
    assert kind.score(vector(0.6, 0.8), vector(0.6, 0.8)) == pytest.approx(1.0)


def test_a_score_of_distances_falls_as_they_grow() -> None:
    assert DISTANCE.score(vector(0.0, 0.0), vector(0.3, 0.4)) == pytest.approx(0.5)


def test_a_mean_has_length_one_only_where_its_kind_has() -> None:
    both = [vector(1.0, 0.0), vector(0.0, 1.0)]
    assert np.linalg.norm(COSINE.mean(both)) == pytest.approx(1.0)
    assert DISTANCE.mean(both).tolist() == [0.5, 0.5]


def test_its_name_tells_everything_that_must_be_the_same() -> None:
    assert str(COSINE) == "drawn/1/2/cosine"


def test_more_strangers_are_named_the_more_people_are_known() -> None:
    point = OperatingPoint(verify=0.6, identify=0.7, margin=0.1, same_visit=0.5, false_match_rate=1e-5)
    assert point.strangers_named(0) == 0.0
    assert point.strangers_named(2000) == pytest.approx(0.0198, abs=1e-4)
