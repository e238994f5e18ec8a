"""A sealed template opens only with its key, for its person and its engine."""

from pathlib import Path

import numpy as np
import pytest

from kiosk.faces.engine import Vector
from kiosk.faces.vault import VaultError, load_or_create_key, seal, unseal

KEY = bytes(range(32))


@pytest.fixture
def template() -> Vector:
    numbers = np.random.default_rng(7).normal(size=192)
    return (numbers / np.linalg.norm(numbers)).astype(np.float32)


@pytest.fixture
def sealed(template: Vector) -> bytes:
    return seal(KEY, template, person_id="an", engine_version="1")


def test_what_was_sealed_comes_back_without_loss_that_matters(template: Vector, sealed: bytes) -> None:
    opened = unseal(KEY, sealed, person_id="an", engine_version="1")
    assert opened.dtype == np.float32
    assert float(np.linalg.norm(opened)) == pytest.approx(1.0, abs=1e-6)
    assert float(opened @ template) > 0.99999


def test_a_sealed_template_takes_412_bytes_and_shows_none_of_its_numbers(
    template: Vector, sealed: bytes
) -> None:
    assert len(sealed) == 412
    assert template.astype("<f2").tobytes()[:16] not in sealed


def test_the_same_template_is_sealed_differently_each_time(template: Vector, sealed: bytes) -> None:
    assert seal(KEY, template, person_id="an", engine_version="1") != sealed


def test_another_key_does_not_open_it(sealed: bytes) -> None:
    with pytest.raises(VaultError, match="another key"):
        unseal(bytes(32), sealed, person_id="an", engine_version="1")


@pytest.mark.parametrize("place", [0, 12, 200, 411])
def test_an_altered_byte_is_noticed(sealed: bytes, place: int) -> None:
    altered = bytearray(sealed)
    altered[place] ^= 1
    with pytest.raises(VaultError):
        unseal(KEY, bytes(altered), person_id="an", engine_version="1")


def test_a_template_cut_short_is_noticed(sealed: bytes) -> None:
    with pytest.raises(VaultError):
        unseal(KEY, sealed[:9], person_id="an", engine_version="1")


def test_a_template_given_to_another_person_is_noticed(sealed: bytes) -> None:
    with pytest.raises(VaultError):
        unseal(KEY, sealed, person_id="binh", engine_version="1")


def test_a_template_given_to_another_engine_version_is_noticed(sealed: bytes) -> None:
    with pytest.raises(VaultError):
        unseal(KEY, sealed, person_id="an", engine_version="2")


def test_the_key_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "template.key"
    key = load_or_create_key(path)
    assert len(key) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_or_create_key(path) == key
    assert [entry.name for entry in path.parent.iterdir()] == ["template.key"]


def test_of_two_processes_making_the_key_at_once_the_first_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "template.key"
    first = load_or_create_key(path)
    monkeypatch.setattr(Path, "exists", lambda _path: False)  # what the second process saw a moment ago
    assert load_or_create_key(path) == first


@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_a_key_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "template.key"
    load_or_create_key(path)
    path.chmod(mode)
    with pytest.raises(VaultError, match="chmod 600"):
        load_or_create_key(path)


def test_a_damaged_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "template.key"
    path.touch(mode=0o600)
    with pytest.raises(VaultError, match="not a template key"):
        load_or_create_key(path)
