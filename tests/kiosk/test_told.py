"""What the hall tells by editions: as it last told it, with and without a network."""

from functools import partial

import pytest

from kiosk.kiosk import Kiosk, PlaylistChanged
from kiosk.told import ASK_EVERY_S, Told
from models.playlist import Playlist
from models.shipped_playlist import shipped_playlist
from models.store import kiosk_told
from models.store.database import Database
from models.store.kiosk_told import StoredEdition, Topic
from models.wire import Procedures, WireError, encode
from tests.helpers.stub_hall import PLAYLIST, PLAYLIST_TAG


def keeper(database: Database) -> tuple[Told[Playlist], list[Playlist]]:
    heard: list[Playlist] = []
    return Told(database, Topic.PLAYLIST, Playlist, heard.append), heard


def test_a_kiosk_whose_hall_has_said_nothing_shows_what_comes_with_the_program() -> None:
    assert Kiosk(perform=lambda _effect: None, camera=None).playlist == shipped_playlist()


def test_what_the_hall_says_is_what_the_kiosk_shows() -> None:
    kiosk = Kiosk(perform=lambda _effect: None, camera=None)
    kiosk.handle(PlaylistChanged(playlist=PLAYLIST))
    assert kiosk.playlist == PLAYLIST


def test_what_the_hall_said_is_there_after_a_restart(kiosk_database: Database) -> None:
    before, heard = keeper(kiosk_database)
    before.keep(encode(PLAYLIST), PLAYLIST_TAG)
    assert heard == [PLAYLIST]
    after, heard = keeper(kiosk_database)
    after.use_stored()
    assert heard == [PLAYLIST]
    assert after.tag == PLAYLIST_TAG


def test_nothing_is_told_before_the_hall_has_said_anything(kiosk_database: Database) -> None:
    new, heard = keeper(kiosk_database)
    new.use_stored()
    assert heard == []
    assert new.tag == ""


def test_a_newer_edition_takes_the_place_of_the_older(kiosk_database: Database) -> None:
    kept, _ = keeper(kiosk_database)
    kept.keep(encode(shipped_playlist()), '"old"')
    kept.keep(encode(PLAYLIST), PLAYLIST_TAG)
    stored = kiosk_database.read(partial(kiosk_told.load_edition, topic=Topic.PLAYLIST)).result()
    assert stored == StoredEdition(payload=encode(PLAYLIST).decode(), tag=PLAYLIST_TAG)


def test_each_topic_has_an_edition_of_its_own(kiosk_database: Database) -> None:
    kept, _ = keeper(kiosk_database)
    kept.keep(encode(PLAYLIST), PLAYLIST_TAG)
    procedures: list[Procedures] = []
    other = Told(kiosk_database, Topic.PROCEDURES, Procedures, procedures.append)
    other.use_stored()
    assert (procedures, other.tag) == ([], "")


def test_what_is_no_playlist_changes_nothing(kiosk_database: Database) -> None:
    kept, heard = keeper(kiosk_database)
    kept.keep(encode(PLAYLIST), PLAYLIST_TAG)
    with pytest.raises(WireError):
        kept.keep(b"<html>Log in to the hotel's wireless network</html>", '"portal"')
    assert heard == [PLAYLIST]
    assert kept.tag == PLAYLIST_TAG


def test_a_stored_playlist_of_another_version_is_asked_for_anew(kiosk_database: Database) -> None:
    stored = StoredEdition(payload='{"version": 99}', tag='"old"')
    kiosk_database.write(partial(kiosk_told.save_edition, topic=Topic.PLAYLIST, stored=stored)).result()
    after, heard = keeper(kiosk_database)
    after.use_stored()
    assert heard == []
    assert after.tag == ""


def test_the_hall_is_asked_at_once_and_then_every_few_minutes(kiosk_database: Database) -> None:
    kept, _ = keeper(kiosk_database)
    moments_s = [5.0, 6.0, 5.0 + ASK_EVERY_S - 1, 5.0 + ASK_EVERY_S, 6.0 + ASK_EVERY_S]
    assert [kept.is_due(now_s) for now_s in moments_s] == [True, False, False, True, False]
