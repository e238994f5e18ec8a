"""Keys of face records: kept by themselves, replaced whole, gone when destroyed."""

import os
from pathlib import Path

import pytest

from models.store.key_files import KeyFiles

AN, BINH = "0123456789abcdef", "fedcba9876543210"


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def keys(directory: Path) -> KeyFiles:
    return KeyFiles(directory)


def test_a_key_is_found_again(keys: KeyFiles, directory: Path) -> None:
    keys.put(AN, b"wrapped")
    assert KeyFiles(directory).get(AN) == b"wrapped"


def test_a_new_key_replaces_the_old_one(keys: KeyFiles) -> None:
    keys.put(AN, b"old")
    keys.put(AN, b"new")
    assert keys.get(AN) == b"new"


def test_a_destroyed_key_is_gone_and_others_stay(keys: KeyFiles) -> None:
    keys.put(AN, b"an")
    keys.put(BINH, b"binh")
    keys.destroy(AN)
    assert keys.get(AN) is None
    assert keys.person_ids() == {BINH}


def test_a_destroyed_key_is_overwritten_before_its_name_goes(keys: KeyFiles, directory: Path) -> None:
    keys.put(AN, b"secret" * 10)
    os.link(directory / AN[:2] / AN, directory / "still-open")
    keys.destroy(AN)
    left = (directory / "still-open").read_bytes()
    assert len(left) == 60
    assert b"secret" not in left


def test_destroying_what_is_not_there_is_no_error(keys: KeyFiles) -> None:
    keys.destroy(AN)
    assert keys.person_ids() == frozenset()


def test_only_their_owner_can_read_keys(keys: KeyFiles, directory: Path) -> None:
    keys.put(AN, b"wrapped")
    assert directory.stat().st_mode & 0o077 == 0
    assert (directory / AN[:2] / AN).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("person_id", ["../outside", "", "0123456789ABCDEF", "0123456789abcdef/"])
def test_an_id_that_is_none_names_no_file(keys: KeyFiles, person_id: str) -> None:
    with pytest.raises(ValueError, match="no person's id"):
        keys.put(person_id, b"x")


def test_an_exchange_that_fails_leaves_the_key_there_was(keys: KeyFiles) -> None:
    keys.put(AN, b"old")
    with pytest.raises(OSError, match="full"), keys.exchanged(AN, b"new"):
        raise OSError("full")
    assert keys.get(AN) == b"old"


def test_an_exchange_that_fails_leaves_nothing_where_there_was_nothing(keys: KeyFiles) -> None:
    with pytest.raises(OSError, match="full"), keys.exchanged(AN, b"new"):
        raise OSError("full")
    assert keys.get(AN) is None


def test_destroying_also_removes_what_a_write_cut_short_has_left(keys: KeyFiles, directory: Path) -> None:
    keys.put(AN, b"new")
    (directory / AN[:2] / f".{AN}").write_bytes(b"draft")
    keys.destroy(AN)
    assert list((directory / AN[:2]).iterdir()) == []
