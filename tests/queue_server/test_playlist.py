"""What the kiosks show while nobody is there: how a manager changes it, and how kiosks hear of it."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from models.playlist import MOST_CARDS, Card, CardIcon, CardKind, Playlist
from models.shipped_playlist import shipped_playlist
from models.signing import Asker
from models.store.database import Connection, Database
from models.store.hall_playlist import playlist_of
from models.ticket import EventKind
from models.wire import decode
from queue_server import playlist
from queue_server.app import create_app
from queue_server.order import Order
from queue_server.playlist import PlaylistAnswer, tag_of
from queue_server.refusal import Refusal, Refused
from queue_server.settings import Settings
from tests.helpers.halls import HALL, PASSWORD, moment_ms, set_up_hall, whole_log
from tests.helpers.kiosks import K1, STRANGER, Signing

NOW_MS = moment_ms(8)
NOTICE = Card(id="", kind=CardKind.NOTICE, title_vi="Nghỉ lễ", text_vi="Trung tâm nghỉ ngày 2/9.")
SHIPPED_IDS = [one.id for one in shipped_playlist().cards]
FIRST, SECOND, *_ = SHIPPED_IDS

Deed = Callable[[Connection, Order], PlaylistAnswer]


def do(database: Database, deed: Deed, key: str = "key-1") -> PlaylistAnswer:
    order = Order(hall=HALL, actor="staff:s1", key=key)
    return database.write(lambda connection: deed(connection, order)).result()


def adding(card: Card = NOTICE) -> Deed:
    return lambda c, order: playlist.add_card(c, order, card, NOW_MS)


def changing(card: Card, seen: str | None = None) -> Deed:
    return lambda c, order: playlist.change_card(c, order, card, NOW_MS, seen)


def switching(card_id: str, on: bool) -> Deed:
    return lambda c, order: playlist.switch_card(c, order, card_id, on, NOW_MS)


def removing(card_id: str) -> Deed:
    return lambda c, order: playlist.remove_card(c, order, card_id, NOW_MS)


def arranging(card_ids: list[str]) -> Deed:
    return lambda c, order: playlist.arrange_cards(c, order, card_ids, NOW_MS)


def stored(database: Database) -> Playlist:
    return database.read(partial(playlist_of, hall_id=HALL.id)).result()


def ids(database: Database) -> list[str]:
    return [one.id for one in stored(database).cards]


def refusal_of(database: Database, deed: Deed) -> Refused:
    before = stored(database), whole_log(database)
    with pytest.raises(Refused) as refused:
        do(database, deed, "refused")
    assert (stored(database), whole_log(database)) == before
    return refused.value


def test_a_new_card_is_shown_after_all_others(database: Database) -> None:
    set_up_hall(database)
    answer = do(database, adding())
    assert stored(database).cards == (*shipped_playlist().cards, replace(NOTICE, id=answer.card_id))


def test_the_same_card_sent_twice_is_one_card(database: Database) -> None:
    set_up_hall(database)
    assert do(database, adding()) == do(database, adding())
    assert len(ids(database)) == len(SHIPPED_IDS) + 1
    assert len(whole_log(database)) == 1


def test_the_same_words_under_another_key_are_another_card(database: Database) -> None:
    set_up_hall(database)
    assert do(database, adding(), "one").card_id != do(database, adding(), "two").card_id


def test_a_card_is_kept_as_it_looks(database: Database) -> None:
    set_up_hall(database)
    do(database, adding(replace(NOTICE, title_vi="  Nghi\u0309 lễ ")))
    assert stored(database).cards[-1].title_vi == "Nghỉ lễ"


def test_a_changed_card_stays_where_it_is_and_off_if_it_was(database: Database) -> None:
    set_up_hall(database)
    do(database, switching(SECOND, False), "off")
    do(database, changing(replace(NOTICE, id=SECOND)), "change")
    assert ids(database) == SHIPPED_IDS
    assert stored(database).cards[1] == replace(NOTICE, id=SECOND, on=False)


def test_of_two_managers_who_change_the_same_card_the_second_is_told(database: Database) -> None:
    set_up_hall(database)
    seen = tag_of(stored(database).cards[0])
    do(database, changing(replace(NOTICE, id=FIRST), seen))
    late = changing(replace(NOTICE, id=FIRST, title_vi="Khác"), seen)
    assert refusal_of(database, late).refusal is Refusal.STALE_PLAYLIST


def test_a_card_is_switched_off_and_on(database: Database) -> None:
    set_up_hall(database)
    do(database, switching(FIRST, False), "off")
    assert not stored(database).cards[0].on
    do(database, switching(FIRST, True), "on")
    assert stored(database) == shipped_playlist()


def test_a_card_is_removed(database: Database) -> None:
    set_up_hall(database)
    do(database, removing(FIRST))
    assert ids(database) == SHIPPED_IDS[1:]


def test_the_cards_are_put_in_another_order(database: Database) -> None:
    set_up_hall(database)
    do(database, arranging(SHIPPED_IDS[::-1]))
    assert ids(database) == SHIPPED_IDS[::-1]


def test_the_hall_status_is_left_out(database: Database) -> None:
    set_up_hall(database)
    do(database, lambda c, order: playlist.show_hall_status(c, order, False, NOW_MS))
    assert stored(database) == replace(shipped_playlist(), shows_hall_status=False)


def test_the_log_holds_what_was_changed_and_by_whom(database: Database) -> None:
    set_up_hall(database)
    answer = do(database, adding())
    (event,) = whole_log(database)
    assert (event.kind, event.actor) == (EventKind.PLAYLIST_CHANGED, "staff:s1")
    assert event.body["done"] == "added"
    assert decode(Card, str(event.body["card"])) == replace(NOTICE, id=answer.card_id)
    assert event.body["card_ids"] == " ".join([*SHIPPED_IDS, answer.card_id])


def test_the_log_keeps_what_a_removed_card_said(database: Database) -> None:
    set_up_hall(database)
    do(database, removing(FIRST))
    assert decode(Card, str(whole_log(database)[-1].body["card"])) == shipped_playlist().cards[0]


def test_a_full_playlist_takes_no_more(database: Database) -> None:
    set_up_hall(database)
    for index in range(MOST_CARDS - len(SHIPPED_IDS)):
        do(database, adding(), f"key-{index}")
    refused = refusal_of(database, adding())
    assert (refused.refusal, refused.details) == (Refusal.TOO_MANY_CARDS, {"most": MOST_CARDS})


@pytest.mark.parametrize(
    ("deed", "refusal"),
    [
        (changing(replace(NOTICE, id="gone")), Refusal.NO_SUCH_CARD),
        (switching("gone", True), Refusal.NO_SUCH_CARD),
        (removing("gone"), Refusal.NO_SUCH_CARD),
        (arranging(SHIPPED_IDS[1:]), Refusal.STALE_PLAYLIST),
        (arranging([FIRST, *SHIPPED_IDS]), Refusal.STALE_PLAYLIST),
        (adding(replace(NOTICE, title_vi="", icon=CardIcon.BELL)), Refusal.BAD_CARD),
        (changing(replace(NOTICE, id=FIRST, shown_s=1)), Refusal.BAD_CARD),
    ],
)
def test_what_cannot_be_done_is_refused(database: Database, deed: Deed, refusal: Refusal) -> None:
    set_up_hall(database)
    assert refusal_of(database, deed).refusal is refusal


def test_a_refused_card_says_all_that_is_wrong_with_it(database: Database) -> None:
    set_up_hall(database)
    refused = refusal_of(database, adding(replace(NOTICE, title_vi=" ", icon=CardIcon.BELL)))
    assert refused.details == {"why": "title_vi missing, icon needless"}


# ---- over HTTP ----


@pytest.fixture
def client(sqlite_database: Database) -> Iterator[TestClient]:
    set_up_hall(sqlite_database, password=PASSWORD)
    settings = Settings(database_url="", public_url="http://testserver")
    app = create_app(sqlite_database, HALL, settings, now_ms=lambda: NOW_MS)
    with TestClient(app, base_url="http://testserver") as client:
        client.post("/login", data={"login": "s1", "password": PASSWORD})
        yield client


@pytest.fixture
def manager(client: TestClient, sqlite_database: Database) -> TestClient:
    work = text("UPDATE staff SET role = 'manager' WHERE login = 's1'")
    sqlite_database.write(lambda c: c.execute(work) and None).result()
    return client


def written(**changes: Any) -> dict[str, Any]:
    fields = asdict(NOTICE) | changes
    return {name: value for name, value in fields.items() if name not in ("id", "on")}


def command(client: TestClient, path: str, **order: Any) -> tuple[int, Any]:
    answer = client.post(f"/api/playlist/{path}", json={"key": "key-12345"} | order)
    return answer.status_code, answer.json()


def test_staff_see_the_playlist_and_may_not_change_it(client: TestClient) -> None:
    assert decode(Playlist, client.get("/api/playlist").content) == shipped_playlist()
    status, said = command(client, "cards", card=written())
    assert (status, said["error"]) == (403, "managers_only")


def test_strangers_do_not_see_the_playlist(client: TestClient) -> None:
    client.cookies.clear()
    assert client.get("/api/playlist").status_code == 401


def test_a_manager_does_all_of_it(manager: TestClient, sqlite_database: Database) -> None:
    status, added = command(manager, "cards", key="key-added", card=written(shown_until="2026-12-31"))
    assert status == 200
    path = f"cards/{added['card_id']}"
    tag = tag_of(stored(sqlite_database).cards[-1])
    assert (
        command(manager, f"{path}/change", key="key-changed", seen=tag, card=written(title_vi="Mới"))[0]
        == 200
    )
    assert command(manager, f"{path}/switch", key="key-switched", on=False)[0] == 200
    order = [added["card_id"], *SHIPPED_IDS]
    assert command(manager, "order", key="key-order", card_ids=order)[0] == 200
    assert command(manager, f"cards/{FIRST}/remove", key="key-removed")[0] == 200
    assert command(manager, "hall-status", key="key-status", shown=False)[0] == 200
    found = stored(sqlite_database)
    assert found.cards[0] == replace(NOTICE, id=added["card_id"], title_vi="Mới", on=False)
    assert [one.id for one in found.cards] == [added["card_id"], *SHIPPED_IDS[1:]]
    assert not found.shows_hall_status


@pytest.mark.parametrize(
    "card",
    [
        written(kind="film"),
        written(icon="skull"),
        written(shown_from="yesterday"),
        written(title_vi="a\x00b"),
        written(shown_s=10**12),
        {"kind": "notice"},
    ],
    ids=["no such kind", "no such sign", "no day", "a control character", "a large number", "half a card"],
)
def test_a_card_of_the_wrong_shape_is_refused(manager: TestClient, card: dict[str, Any]) -> None:
    status, said = command(manager, "cards", card=card)
    assert (status, said["error"]) == (422, "bad_request")


def test_a_card_that_cannot_be_shown_is_refused_in_words(manager: TestClient) -> None:
    status, said = command(manager, "cards", card=written(shown_s=999))
    assert (status, said["error"]) == (422, "bad_card")
    assert said["message"] == "Thẻ chưa dùng được: shown_s out_of_bounds"


# ---- for kiosks ----


def as_kiosk(client: TestClient, tag: str = "", asker: Asker = K1) -> Any:
    headers = {"If-None-Match": tag} if tag else {}
    return client.get("/api/kiosk/playlist", headers=headers, auth=Signing(asker))


def test_a_kiosk_is_told_the_playlist(client: TestClient) -> None:
    assert decode(Playlist, as_kiosk(client).content) == shipped_playlist()


@pytest.mark.parametrize("weak", ["", "W/"])
def test_a_kiosk_that_knows_the_playlist_is_not_sent_it_again(client: TestClient, weak: str) -> None:
    tag = as_kiosk(client).headers["ETag"]
    answer = as_kiosk(client, weak + tag)
    assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", tag)


def test_a_kiosk_is_told_what_has_changed(manager: TestClient) -> None:
    tag = as_kiosk(manager).headers["ETag"]
    command(manager, "hall-status", shown=False)
    answer = as_kiosk(manager, tag)
    assert answer.status_code == 200
    assert not decode(Playlist, answer.content).shows_hall_status
    assert answer.headers["ETag"] != tag


def test_a_stranger_is_told_nothing(client: TestClient) -> None:
    assert as_kiosk(client, asker=STRANGER).status_code == 401
    assert client.get("/api/kiosk/playlist").status_code == 401
