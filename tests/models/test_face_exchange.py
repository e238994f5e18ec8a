"""What kiosks tell each other of faces: as it was when it arrives, and nothing that could not be kept."""

import base64
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.face_exchange import (
    LONGEST_CONSENT_MS,
    MOST_KEY_BYTES,
    MOST_TEMPLATE_BYTES,
    FaceChange,
    FaceFeed,
    FacePush,
)
from models.face_record import ConsentEnd, FaceErasure, FaceRecord
from models.wire import WIRE_VERSION, WireError, decode, encode
from tests.helpers.faces import AN, BINH, erasure, record


def sent(*changes: FaceChange) -> bytes:
    return encode(FacePush(version=WIRE_VERSION, changes=changes))


def with_field(change: FaceChange, field: str, value: object) -> bytes:
    message = json.loads(sent(change))
    message["changes"][0][field] = value
    return json.dumps(message).encode()


def test_records_and_erasures_arrive_as_they_were_and_in_their_order() -> None:
    changes = (record(card="d1g3st"), erasure(BINH, by=ConsentEnd.STAFF), record(BINH))
    assert tuple(decode(FacePush, sent(*changes)).changes) == changes


def test_what_is_sealed_travels_as_base64_of_either_alphabet() -> None:
    face = replace(record(), wrapped_key=b"\xfb\xff\xfe")
    assert json.loads(sent(face))["changes"][0]["wrapped_key"] == "-__-"
    for text in ("-__-", "+//+"):
        (arrived,) = decode(FacePush, with_field(face, "wrapped_key", text)).changes
        assert isinstance(arrived, FaceRecord)
        assert arrived.wrapped_key == b"\xfb\xff\xfe"


@given(
    st.builds(
        record,
        st.from_regex(r"[0-9a-f]{16}", fullmatch=True),
        at_ms=st.integers(0, 1 << 52),
        card=st.none() | st.from_regex(r"[!-~]{1,128}", fullmatch=True),
        lasts_ms=st.integers(1, LONGEST_CONSENT_MS),
    )
)
def test_whatever_a_kiosk_can_hold_arrives(face: FaceRecord) -> None:
    feed = FaceFeed(version=WIRE_VERSION, changes=[face], last=1)
    assert decode(FaceFeed, encode(feed)) == feed


@pytest.mark.parametrize(
    "person_id", ["../../etc/passwd", "", "0" * 15, "0" * 17, AN.upper(), AN + "\n", "é" * 16]
)
@pytest.mark.parametrize("change", [record(), erasure()], ids=["record", "erasure"])
def test_an_id_that_could_name_another_file_is_refused(change: FaceChange, person_id: str) -> None:
    with pytest.raises(WireError, match="this is no person's id"):
        decode(FacePush, with_field(change, "person_id", person_id))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("shown_name", ""),
        ("shown_name", "a\x00b"),
        ("shown_name", "n" * 201),
        ("card_digest", "two words"),
        ("card_digest", "d" * 129),
        ("kind", ""),
        ("secret_id", "s\n"),
        ("consent_text", "c" * 4001),
        ("consented_at_ms", -1),
        ("expires_at_ms", record().consented_at_ms),
        ("expires_at_ms", record().consented_at_ms + LONGEST_CONSENT_MS + 1),
        ("sealed_template", ""),
        ("sealed_template", base64.b64encode(bytes(MOST_TEMPLATE_BYTES + 1)).decode()),
        ("wrapped_key", ""),
        ("wrapped_key", base64.b64encode(bytes(MOST_KEY_BYTES + 1)).decode()),
    ],
)
def test_a_field_that_cannot_be_kept_is_refused_by_its_name(field: str, value: Any) -> None:
    named = "expires_at_ms" if field == "consented_at_ms" else field
    with pytest.raises(WireError, match=f"{named} cannot be used"):
        decode(FacePush, with_field(record(), field, value))


@pytest.mark.parametrize("value", ["no base64!", "a", 17, None, ["x"]])
def test_a_template_of_another_shape_is_refused(value: Any) -> None:
    with pytest.raises(WireError, match="sealed_template"):
        decode(FacePush, with_field(record(), "sealed_template", value))


def test_an_erasure_of_no_time_or_for_no_reason_is_refused() -> None:
    with pytest.raises(WireError, match="at_ms cannot be used"):
        decode(FacePush, with_field(erasure(), "at_ms", -1))
    with pytest.raises(WireError):
        decode(FacePush, with_field(erasure(), "by", "nobody"))


def test_what_is_wrong_is_said_without_what_it_said() -> None:
    with pytest.raises(WireError) as error:
        decode(FacePush, with_field(replace(record(), kind=""), "shown_name", "Nguyễn Thị Hoa\x00"))
    assert "shown_name, kind cannot be used" in str(error.value)
    assert "Hoa" not in str(error.value)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda one: st.lists(one) | st.dictionaries(st.text(), one),
    )
)
def test_anything_else_is_refused_and_never_crashes(changes: object) -> None:
    try:
        arrived = decode(FacePush, json.dumps({"version": 1, "changes": changes}))
    except WireError:
        return
    assert all(isinstance(one, FaceRecord | FaceErasure) for one in arrived.changes)


def test_nothing_sealed_is_in_what_a_record_says_of_itself() -> None:
    said = repr(record())
    assert "SEALED" not in said
    assert "WRAPPED" not in said
