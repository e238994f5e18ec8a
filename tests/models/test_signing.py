"""What a kiosk signs, and what no longer holds once anything of it is changed."""

from hashlib import sha256
from pathlib import Path

import pytest

from models.signing import (
    Asker,
    Claim,
    authorization,
    canonical_text,
    claim_in,
    is_signed,
    public_key_of,
)

# RFC 8032, 7.1, test 1
PRIVATE_KEY = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
PUBLIC_KEY = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
ASKER = Asker(issuer_id="K1", incarnation=3)
METHOD, TARGET, BODY = "POST", "/api/kiosk/push?again=1", b'{"version":1}'


def header(asker: Asker = ASKER) -> str:
    return authorization(asker, PRIVATE_KEY, method=METHOD, target=TARGET, body=BODY)


def claim() -> Claim:
    found = claim_in(header())
    assert found is not None
    return found


def test_the_public_key_is_the_one_of_the_standard() -> None:
    assert public_key_of(PRIVATE_KEY) == PUBLIC_KEY


def test_a_request_is_known_by_its_signature() -> None:
    assert claim().asker == ASKER
    assert is_signed(claim(), PUBLIC_KEY, method=METHOD, target=TARGET, body=BODY)


def test_the_worked_example_of_the_protocol_is_what_the_program_does() -> None:
    protocol = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text()
    target, body = "/api/kiosk/push", b'{"version":1}'
    signed = authorization(ASKER, PRIVATE_KEY, method="POST", target=target, body=body)
    text = canonical_text("POST", target, body).decode()
    for said in (PRIVATE_KEY.hex(), PUBLIC_KEY, f"```\n{text}\n```", f"Authorization: {signed}\n"):
        assert said in protocol


@pytest.mark.parametrize(
    ("method", "target", "body"),
    [
        ("PUT", TARGET, BODY),
        (METHOD, "/api/kiosk/push?again=2", BODY),
        (METHOD, "/api/kiosk/push", BODY),
        (METHOD, "/api/kiosk/faces?again=1", BODY),
        (METHOD, TARGET, BODY + b" "),
        (METHOD, TARGET, b""),
    ],
)
def test_a_signature_is_of_one_request_only(method: str, target: str, body: bytes) -> None:
    assert not is_signed(claim(), PUBLIC_KEY, method=method, target=target, body=body)


def test_a_signature_is_of_one_key_only() -> None:
    other = public_key_of(bytes(32))
    assert not is_signed(claim(), other, method=METHOD, target=TARGET, body=BODY)


def test_a_key_of_old_verifies_nothing() -> None:
    """What the migration leaves to a kiosk that showed a token."""
    assert not is_signed(claim(), "", method=METHOD, target=TARGET, body=BODY)


def test_what_is_signed_is_four_lines() -> None:
    lines = canonical_text(METHOD, TARGET, BODY).decode().split("\n")
    assert lines == ["motcua-request-1", METHOD, TARGET, sha256(BODY).hexdigest()]


@pytest.mark.parametrize(
    "altered",
    [
        "",
        "Bearer a-token",
        header().replace("K1", ""),
        header().replace("K1", "K-1"),
        header().replace(".3.", ".03."),
        header().replace(".3.", ".3000000000."),
        header()[:-1],
        header() + "=",
        header() + "\n",
        header().replace(" ", "  "),
    ],
)
def test_a_header_of_another_shape_is_nobodys(altered: str) -> None:
    assert claim_in(altered) is None


def test_the_scheme_is_known_in_any_case() -> None:
    assert claim_in(header().replace("Motcua", "MOTCUA")) == claim()


def test_nobody_sees_a_key_by_looking_at_who_asks() -> None:
    assert PRIVATE_KEY.hex() not in repr(claim())
