import json
from dataclasses import replace

import pytest

from models.event_log import GENESIS, Event, enter
from models.hall import Hall, Service
from models.wire import (
    WIRE_VERSION,
    Catalogue,
    HallView,
    Priority,
    Push,
    PushAnswer,
    WireError,
    decode,
    encode,
)

EVENT = Event(
    seq=1, kind="ticket_issued", at_ms=5, actor="kiosk:K1", ticket_id="K1.1.1", before=None, after="waiting",
    body={"number": "A1-001", "count": 1, "nothing": None},
)  # fmt: skip
PUSH = Push(version=WIRE_VERSION, issuer_id="K1", incarnation=1, entries=[enter(EVENT, GENESIS)], now_ms=9)

CATALOGUE = Catalogue(
    version=WIRE_VERSION,
    hall=Hall(id="h", authority="ỦY BAN", centre="TRUNG TÂM", name="Sảnh"),
    services=[Service(id="a", letter="A", name_vi="Chứng thực", name_en="Certification")],
    issuer_id="K1",
    incarnation=1,
    series="1",
    follow_url="http://hall/t/{public_id}",
    priorities=[Priority(id="elderly", name_vi="Người cao tuổi", name_en="Older person")],
)


@pytest.mark.parametrize(
    "message",
    [
        PUSH,
        PushAnswer(version=WIRE_VERSION, high=3, now_ms=9),
        CATALOGUE,
        HallView(
            version=WIRE_VERSION,
            feed_seq=1,
            now_ms=2,
            counters=[],
            recent_calls=[],
            waiting={"a": 1},
            open_counters={"a": [1, 2]},
        ),
    ],
    ids=lambda message: type(message).__name__,
)
def test_a_message_arrives_as_it_was_sent(message: object) -> None:
    assert decode(type(message), encode(message)) == message


def test_the_hash_of_an_entry_still_holds_after_the_journey() -> None:
    entry = decode(Push, encode(PUSH)).entries[0]
    assert enter(entry.event, entry.prev_hash) == entry


def test_a_catalogue_of_an_older_hall_offers_no_priority() -> None:
    told = json.loads(encode(CATALOGUE))
    del told["priorities"]
    assert decode(Catalogue, json.dumps(told)) == replace(CATALOGUE, priorities=[])


def test_vietnamese_travels_as_utf_8() -> None:
    assert "Chứng thực".encode() in encode(Service(id="a", letter="A", name_vi="Chứng thực", name_en=""))


@pytest.mark.parametrize("payload", [b"", b"not json", b"[]", b"{}", b"\xff\xfe"])
def test_what_is_no_message_at_all_is_refused(payload: bytes) -> None:
    with pytest.raises(WireError):
        decode(PushAnswer, payload)


def test_a_wrong_field_is_named() -> None:
    message = json.loads(encode(PUSH))
    message["entries"][0]["event"]["at_ms"] = "soon"
    with pytest.raises(WireError, match=r"entries\.0\.event\.at_ms"):
        decode(Push, json.dumps(message))


def test_another_version_is_refused_and_both_are_named() -> None:
    newer = encode(replace(PUSH, version=WIRE_VERSION + 1))
    with pytest.raises(WireError, match=f"speaks {WIRE_VERSION}, the other side {WIRE_VERSION + 1}"):
        decode(Push, newer)


def test_a_shape_without_a_version_is_taken_as_it_is() -> None:
    service = Service(id="a", letter="A", name_vi="Chứng thực", name_en="Certification")
    assert decode(Service, encode(service)) == service


@pytest.mark.parametrize("told", ["well", {"outbox": "many"}, {"paper": "jammed"}, {"wall_ms": None}])
def test_a_log_is_taken_whatever_its_kiosk_says_of_its_health(told: object) -> None:
    health = {
        "outbox": 0,
        "oldest_unsent_ms": None,
        "paper": "ok",
        "disk_free_mb": 1,
        "program_version": "1",
        "wall_ms": 1,
    }
    said = health | told if isinstance(told, dict) else told
    message = {"version": 1, "issuer_id": "K1", "incarnation": 1, "entries": [], "now_ms": 1}
    assert decode(Push, json.dumps(message | {"health": health})).health is not None
    assert decode(Push, json.dumps(message | {"health": said})).health is None
    assert decode(Push, json.dumps(message)).health is None
