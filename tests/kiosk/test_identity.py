"""The key of a kiosk: kept whole, kept secret, and there before anybody hears of it."""

from pathlib import Path

import pytest

from kiosk.identity import IdentityError, KioskIdentity, key_to_enrol, load_identity, save_identity
from models.signing import Asker, claim_in, is_signed, public_key_of

ASKER = Asker(issuer_id="K1", incarnation=3)


def enrolled(path: Path) -> KioskIdentity:
    identity = KioskIdentity(asker=ASKER, private_key=key_to_enrol(path))
    save_identity(path, identity)
    return identity


def test_a_kiosk_is_after_a_restart_who_it_was(tmp_path: Path) -> None:
    identity = enrolled(tmp_path / "var" / "kiosk.key")
    assert load_identity(tmp_path / "var" / "kiosk.key") == identity
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["kiosk.key"]


def test_nobody_else_can_read_the_key(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.key"
    key_to_enrol(path)
    assert [file.stat().st_mode & 0o777 for file in tmp_path.iterdir()] == [0o600]
    enrolled(path)
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    with pytest.raises(IdentityError, match="chmod 600"):
        load_identity(path)


def test_the_key_is_the_same_until_the_hall_has_answered_and_then_another(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.key"
    first = key_to_enrol(path)
    assert key_to_enrol(path) == first
    before = enrolled(path)
    assert before.private_key == first
    assert key_to_enrol(path) != first
    assert load_identity(path) == before  # it goes on meanwhile


def test_a_key_in_use_is_not_enrolled_again_after_a_power_cut(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.key"
    key_to_enrol(path)
    left_over = (tmp_path / "kiosk.key.next").read_bytes()
    identity = enrolled(path)
    (tmp_path / "kiosk.key.next").write_bytes(left_over)
    (tmp_path / "kiosk.key.next").chmod(0o600)
    assert key_to_enrol(path) != identity.private_key


def test_a_machine_that_is_not_enrolled_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(IdentityError, match="motcua kiosk enrol"):
        load_identity(tmp_path / "kiosk.key")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b'{"private_key": "00", "issuer_id": "K1", "incarnation": 1}',
        b'{"private_key": "' + b"0" * 64 + b'", "issuer_id": "K1", "incarnation": "1"}',
        b'{"private_key": "' + b"0" * 64 + b'", "incarnation": 1}',
    ],
)
def test_a_file_that_is_no_key_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "kiosk.key"
    path.touch(mode=0o600)
    path.write_bytes(content)
    with pytest.raises(IdentityError, match=r"kiosk\.key is no key"):
        load_identity(path)


def test_a_key_that_cannot_be_written_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("where a folder should be")
    with pytest.raises(IdentityError, match="cannot be"):
        key_to_enrol(tmp_path / "file" / "kiosk.key")


def test_a_kiosk_signs_with_its_key_and_does_not_show_it(tmp_path: Path) -> None:
    identity = enrolled(tmp_path / "kiosk.key")
    claim = claim_in(identity.authorization("GET", "/api/kiosk/catalogue", b""))
    assert claim is not None
    public_key = public_key_of(identity.private_key)
    assert is_signed(claim, public_key, method="GET", target="/api/kiosk/catalogue", body=b"")
    assert identity.private_key.hex() not in repr(identity)
