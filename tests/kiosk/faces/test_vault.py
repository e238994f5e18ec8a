"""A sealed template opens only with its own key, for its person and its kind."""

from dataclasses import replace

import numpy as np
import pytest

from kiosk.faces.engine import Vector
from kiosk.faces.face_secret import FaceSecret, VaultError
from kiosk.faces.template import Metric, TemplateKind
from kiosk.faces.vault import SealedTemplate, seal, unseal

SECRET = FaceSecret(bytes(range(32)))
KIND = TemplateKind(engine="drawn", version="1", dim=192, metric=Metric.COSINE)


@pytest.fixture
def template() -> Vector:
    numbers = np.random.default_rng(7).normal(size=192)
    return (numbers / np.linalg.norm(numbers)).astype(np.float32)


@pytest.fixture
def sealed(template: Vector) -> SealedTemplate:
    return seal(SECRET, template, person_id="an", kind=KIND)


def test_what_was_sealed_comes_back_without_loss_that_matters(
    template: Vector, sealed: SealedTemplate
) -> None:
    opened = unseal(SECRET, sealed, person_id="an", kind=KIND)
    assert opened.dtype == np.float32
    assert float(np.linalg.norm(opened)) == pytest.approx(1.0, abs=1e-6)
    assert float(opened @ template) > 0.99999


def test_a_sealed_template_takes_412_bytes_and_shows_none_of_its_numbers(
    template: Vector, sealed: SealedTemplate
) -> None:
    assert len(sealed.template) == 412
    assert template.astype("<f2").tobytes()[:16] not in sealed.template


def test_every_record_has_a_key_of_its_own(template: Vector, sealed: SealedTemplate) -> None:
    again = seal(SECRET, template, person_id="an", kind=KIND)
    with pytest.raises(VaultError):
        unseal(SECRET, replace(sealed, wrapped_key=again.wrapped_key), person_id="an", kind=KIND)


def test_another_halls_secret_does_not_open_it(sealed: SealedTemplate) -> None:
    with pytest.raises(VaultError, match="another key"):
        unseal(FaceSecret(bytes(32)), sealed, person_id="an", kind=KIND)


@pytest.mark.parametrize("place", [0, 12, 200, 411])
def test_an_altered_byte_is_noticed(sealed: SealedTemplate, place: int) -> None:
    altered = bytearray(sealed.template)
    altered[place] ^= 1
    with pytest.raises(VaultError):
        unseal(SECRET, replace(sealed, template=bytes(altered)), person_id="an", kind=KIND)


@pytest.mark.parametrize("place", [0, 30, 59])
def test_an_altered_key_is_noticed(sealed: SealedTemplate, place: int) -> None:
    altered = bytearray(sealed.wrapped_key)
    altered[place] ^= 1
    with pytest.raises(VaultError):
        unseal(SECRET, replace(sealed, wrapped_key=bytes(altered)), person_id="an", kind=KIND)


def test_a_template_cut_short_is_noticed(sealed: SealedTemplate) -> None:
    with pytest.raises(VaultError):
        unseal(SECRET, replace(sealed, template=sealed.template[:9]), person_id="an", kind=KIND)


def test_a_template_given_to_another_person_is_noticed(sealed: SealedTemplate) -> None:
    with pytest.raises(VaultError):
        unseal(SECRET, sealed, person_id="binh", kind=KIND)


def test_a_template_given_to_another_engine_version_is_noticed(sealed: SealedTemplate) -> None:
    with pytest.raises(VaultError):
        unseal(SECRET, sealed, person_id="an", kind=replace(KIND, version="2"))


def test_a_template_of_another_length_is_noticed(template: Vector) -> None:
    short = seal(SECRET, template[:100], person_id="an", kind=KIND)
    with pytest.raises(VaultError, match="has 192 numbers"):
        unseal(SECRET, short, person_id="an", kind=KIND)
