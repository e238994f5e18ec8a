"""The cards of a hall, as they are kept."""

from dataclasses import replace
from datetime import date
from functools import partial

from models.playlist import Card, CardIcon, CardKind, Playlist
from models.shipped_playlist import shipped_playlist
from models.store.database import Database
from models.store.hall_playlist import playlist_of, save_playlist
from models.wire import WIRE_VERSION
from tests.helpers.halls import HALL, set_up_hall

NOTICE = Card(
    id="holiday",
    kind=CardKind.NOTICE,
    title_vi="Nghỉ lễ",
    text_vi="Trung tâm nghỉ ngày 2/9.",
    title_en="Closed",
    text_en="The centre is closed on 2 September.",
    shown_from=date(2026, 8, 25),
    shown_until=date(2026, 9, 2),
    shown_s=20,
    on=False,
)
HOW_TO = Card(id="take", kind=CardKind.HOW_TO, icon=CardIcon.TICKET, title_vi="Lấy số", text_vi="Chạm vào.")


def save(database: Database, *cards: Card, shows_hall_status: bool = False) -> Playlist:
    chosen = Playlist(version=WIRE_VERSION, cards=cards, shows_hall_status=shows_hall_status)
    database.write(partial(save_playlist, hall_id=HALL.id, playlist=chosen)).result()
    return chosen


def stored(database: Database) -> Playlist:
    return database.read(partial(playlist_of, hall_id=HALL.id)).result()


def test_a_hall_that_has_chosen_nothing_shows_what_comes_with_the_program(database: Database) -> None:
    set_up_hall(database)
    assert stored(database) == shipped_playlist()


def test_every_field_of_a_card_is_kept_and_the_order_of_the_cards(database: Database) -> None:
    set_up_hall(database)
    chosen = save(database, NOTICE, HOW_TO)
    assert stored(database) == chosen


def test_what_is_saved_takes_the_place_of_all_before(database: Database) -> None:
    set_up_hall(database)
    save(database, NOTICE, HOW_TO)
    chosen = save(database, HOW_TO, replace(NOTICE, on=True), shows_hall_status=True)
    assert stored(database) == chosen


def test_a_hall_may_choose_to_show_no_cards(database: Database) -> None:
    set_up_hall(database)
    save(database)
    assert stored(database).cards == ()
