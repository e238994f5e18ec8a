"""One secret file a hall: made once, read by its owner alone, and everything else follows from it."""

from pathlib import Path

import numpy as np
import pytest

from kiosk.faces.face_secret import FaceSecret, VaultError, load_or_create_secret

OURS, THEIRS = FaceSecret(bytes(range(32))), FaceSecret(bytes(32))


def test_the_secret_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "face.secret"
    made = load_or_create_secret(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_or_create_secret(path) == made
    assert [entry.name for entry in path.parent.iterdir()] == ["face.secret"]


def test_of_two_processes_making_it_at_once_the_first_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "face.secret"
    first = load_or_create_secret(path)
    monkeypatch.setattr(Path, "exists", lambda _path: False)  # what the second process saw a moment ago
    assert load_or_create_secret(path) == first


@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_a_secret_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "face.secret"
    load_or_create_secret(path)
    path.chmod(mode)
    with pytest.raises(VaultError, match="chmod 600"):
        load_or_create_secret(path)


def test_a_damaged_secret_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "face.secret"
    path.touch(mode=0o600)
    with pytest.raises(VaultError, match="not a face secret"):
        load_or_create_secret(path)


def test_it_is_in_no_text_about_it() -> None:
    assert repr(OURS) == "FaceSecret()"


def test_its_id_tells_halls_apart_and_stays() -> None:
    assert OURS.id == FaceSecret(bytes(range(32))).id == "8f52f40c"
    assert OURS.id != THEIRS.id


def test_a_card_has_another_digest_in_another_hall() -> None:
    assert OURS.card_digest("001099012345") != THEIRS.card_digest("001099012345")


@pytest.mark.parametrize("dim", [2, 128, 192])
def test_the_rotation_keeps_every_angle(dim: int) -> None:
    rotation = OURS.rotation(dim)
    assert np.abs(rotation @ rotation.T - np.eye(dim)).max() < 1e-5


def test_the_rotation_is_the_same_after_every_update() -> None:
    """Were it not, everybody would have to enrol again."""
    assert OURS.rotation(192)[0, :3].tolist() == pytest.approx(
        [-0.09793065, -0.08497708, 0.01338407], abs=1e-6
    )


def test_templates_of_two_halls_do_not_compare() -> None:
    faces = np.random.default_rng(3).normal(size=(200, 192)).astype(np.float32)
    faces /= np.linalg.norm(faces, axis=1, keepdims=True)
    across = ((faces @ OURS.rotation(192).T) * (faces @ THEIRS.rotation(192).T)).sum(axis=1)
    assert np.abs(across).max() < 0.4
