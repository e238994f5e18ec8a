"""The log of a hall arrives at its city whole and once, whatever becomes of either of them."""

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select

from models.city_wire import HallPush, JoinCity
from models.event_log import Entry, first_break
from models.signing import Asker, authorization, public_key_of
from models.store.city_halls import CityHall, find_city_hall, save_city_hall
from models.store.city_log import city_entries_after, read_hall_log, strike_after
from models.store.city_tables import struck_event
from models.store.database import Connection, Database, open_database
from models.store.hall_city import CityLink, find_city_link, save_city_link
from models.store.hall_copies import tip_of
from models.store.hall_epoch import epoch_state
from models.store.hall_log import read_all
from models.sync.copies import Tip
from models.wire import WIRE_VERSION, HandOver
from queue_server.app import system_now_ms
from queue_server.city import app as city_app
from queue_server.city.enrol import join, offer_hall_code, put_out
from queue_server.city_line import CityError, CityLine
from queue_server.join_city import join_city, leave_city
from queue_server.one_time_code import CODE_LASTS_MS
from queue_server.recover import awaited_peers, hand_over, recovery_of, waive
from queue_server.refusal import Refusal, Refused
from queue_server.setup import SetupError
from queue_server.tell_city import HEARTBEAT_MS, CityTeller
from tests.helpers.databases import CITY_TEMPLATE, ENGINES, PostgresCluster
from tests.helpers.halls import HALL, issue, moment_ms, set_up_hall
from tests.helpers.put_back import backup, put_back
from tests.helpers.servers import running_city

NAME = "HD01"
NOW_MS = moment_ms(9)


@pytest.fixture(params=ENGINES)
def city(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A fresh database of a city: once SQLite, once PostgreSQL."""
    if request.param == "sqlite":
        with closing(open_database(f"sqlite:///{tmp_path}/city.db", "city")) as database:
            yield database
        return
    cluster: PostgresCluster = request.getfixturevalue("postgres")
    with cluster.new_database(CITY_TEMPLATE) as url, closing(open_database(url, "city")) as database:
        yield database


class AHall:
    """A hall on SQLite, its clerk, and its link to the city. `now_ms`: its clock."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now_ms = NOW_MS
        self._clerk = set_up_hall(database)[0]
        self._issued = 0

    def issue(self, count: int) -> None:
        for _ in range(count):
            self._issued += 1
            self.now_ms += 1000
            issue(self.database, self._clerk, "a", f"key-{self._issued:06}", self.now_ms)

    def join(self, city: Database, url: str) -> None:
        code = offer_hall_code(city, NAME, system_now_ms())
        join_city(self.database, url=url, ca_file=None, code=code)

    def tell(self) -> bool:
        return CityTeller(self.database, HALL, lambda: self.now_ms).tell()

    @property
    def log(self) -> Sequence[Entry]:
        return self.database.read(lambda connection: list(read_all(connection, HALL.id))).result()

    @property
    def link(self) -> CityLink:
        link = self.database.read(partial(find_city_link, hall_id=HALL.id)).result()
        assert link is not None
        return link


@pytest.fixture
def hall(sqlite_database: Database) -> AHall:
    return AHall(sqlite_database)


def held(city: Database) -> Sequence[Entry]:
    return city.read(lambda connection: list(read_hall_log(connection, NAME))).result()


def known(city: Database) -> CityHall:
    found = city.read(partial(find_city_hall, hall_id=NAME)).result()
    assert found is not None
    return found


def struck(city: Database) -> int:
    return city.read(
        lambda connection: connection.scalar(select(func.count()).select_from(struck_event)) or 0
    ).result()


def waive_everybody_but_the_city(hall: AHall) -> None:
    for peer in hall.database.read(partial(awaited_peers, hall=HALL)).result():
        if peer != "city":
            waiving = partial(waive, hall=HALL, peer=peer, by="lan", draw_code=str, now_ms=hall.now_ms)
            hall.database.write(waiving).result()


def is_recovering(hall: AHall) -> bool:
    return hall.database.read(partial(recovery_of, hall=HALL)).result().since_ms is not None


def test_the_log_arrives_whole_and_as_it_was_written(city: Database, hall: AHall) -> None:
    hall.issue(450)  # more than two messages
    with running_city(city) as url:
        hall.join(city, url)
        hall.tell()
        hall.issue(3)
        hall.tell()
    assert held(city) == hall.log
    assert first_break(held(city)) is None
    assert (known(city).name, known(city).high, hall.link.high) == (HALL.name, 453, 453)


def test_a_message_that_comes_again_changes_nothing(city: Database, hall: AHall) -> None:
    hall.issue(5)
    with running_city(city) as url:
        hall.join(city, url)
        hall.tell()
        hall.database.write(lambda c: save_city_link(c, HALL.id, high=0)).result()  # the answer was lost
        hall.tell()
    assert held(city) == hall.log
    assert hall.link.high == 5


def test_a_city_that_was_put_back_gets_again_what_it_lost(city: Database, hall: AHall) -> None:
    hall.issue(450)
    with running_city(city) as url:
        hall.join(city, url)
        hall.tell()
        city.write(lambda c: strike_after(c, NAME, 130, epoch=0)).result()
        hall.issue(1)
        hall.tell()
    assert held(city) == hall.log


def test_a_hall_that_writes_nothing_is_heard_of_once_a_minute(city: Database, hall: AHall) -> None:
    hall.issue(1)
    with running_city(city) as url:
        hall.join(city, url)
        hall.tell()
        first_ms = hall.link.heard_at_ms
        hall.now_ms += HEARTBEAT_MS - 1
        hall.tell()
        assert hall.link.heard_at_ms == first_ms
        hall.now_ms += 1
        hall.tell()
    assert hall.link.heard_at_ms == hall.now_ms


def test_the_city_follows_a_hall_that_was_put_back_and_keeps_what_it_struck(
    city: Database, hall: AHall
) -> None:
    hall.issue(250)
    saved = backup(hall.database)
    with running_city(city) as url:
        hall.join(city, url)
        saved["city_link"] = backup(hall.database)["city_link"]
        hall.issue(30)
        hall.tell()
        put_back(hall.database, saved, hall.now_ms)
        hall.database.write(
            partial(waive, hall=HALL, peer="city", by="lan", draw_code=str, now_ms=hall.now_ms)
        ).result()
        waive_everybody_but_the_city(hall)
        hall.issue(4)
        hall.tell()
    assert held(city) == hall.log
    assert first_break(held(city)) is None
    assert struck(city) == 30
    assert known(city).epoch == hall.database.read(partial(epoch_state, hall_id=HALL.id)).result().epoch


def test_a_hall_that_was_put_back_has_all_again_that_its_city_held(city: Database, hall: AHall) -> None:
    hall.issue(3)
    saved = backup(hall.database)
    with running_city(city) as url:
        hall.join(city, url)
        saved["city_link"] = backup(hall.database)["city_link"]
        hall.issue(450)
        hall.tell()
        before = hall.log
        put_back(hall.database, saved, hall.now_ms)
        waive_everybody_but_the_city(hall)
        assert is_recovering(hall)
        assert hall.tell()
        assert not is_recovering(hall)
        assert hall.log[: len(before)] == before
        hall.tell()
    assert held(city) == hall.log
    assert struck(city) == 0


def test_the_watchers_hear_of_the_citys_copy_also_while_a_kiosk_has_still_to_send_its_own_log(
    city: Database, hall: AHall
) -> None:
    saved = backup(hall.database)
    with running_city(city) as url:
        hall.join(city, url)
        saved["city_link"] = backup(hall.database)["city_link"]
        hall.issue(2)
        hall.tell()
        epoch = put_back(hall.database, saved, hall.now_ms)
        message = HandOver(version=WIRE_VERSION, epoch=epoch, entries=[], is_all=True, own_last=1)
        handing = partial(hand_over, hall=HALL, peers=["kiosk:K1"], message=message, draw_code=str)
        hall.database.write(partial(handing, now_ms=hall.now_ms)).result()
        assert hall.tell()
    assert hall.database.read(partial(awaited_peers, hall=HALL)).result() == ["kiosk:K1"]


def test_a_hall_twice_put_back_while_the_city_was_away_finds_where_they_part(
    city: Database, hall: AHall
) -> None:
    hall.issue(100)
    first = backup(hall.database)
    with running_city(city) as url:
        hall.join(city, url)
        first["city_link"] = backup(hall.database)["city_link"]
        hall.issue(20)
        hall.tell()
        for saved in (first, None):
            put_back(hall.database, saved or backup(hall.database), hall.now_ms)
            leaving = partial(waive, hall=HALL, peer="city", by="lan", draw_code=str, now_ms=hall.now_ms)
            hall.database.write(leaving).result()
            waive_everybody_but_the_city(hall)
            hall.issue(50)
        hall.tell()
    assert held(city) == hall.log
    assert struck(city) == 20


def test_the_server_that_was_replaced_hears_of_it_from_the_city(
    city: Database, hall: AHall, tmp_path: Path
) -> None:
    hall.issue(3)
    with running_city(city) as url, closing(open_database(f"sqlite:///{tmp_path}/other.db", "hall")) as other:
        hall.join(city, url)
        hall.tell()
        successor = AHall(other)
        put_back(other, backup(hall.database), hall.now_ms)
        waive_everybody_but_the_city(successor)
        successor.tell()
        successor.tell()
        hall.issue(1)
        hall.tell()
        replaced_by = hall.database.read(partial(epoch_state, hall_id=HALL.id)).result().replaced_by
        assert replaced_by == known(city).epoch
        assert held(city) == successor.log


def test_a_hall_that_begins_anew_under_a_name_with_a_history_goes_on_and_says_so(
    city: Database, hall: AHall, tmp_path: Path
) -> None:
    hall.issue(3)
    with (
        running_city(city) as url,
        closing(open_database(f"sqlite:///{tmp_path}/new.db", "hall")) as database,
    ):
        hall.join(city, url)
        put_back(hall.database, backup(hall.database), hall.now_ms)
        waive_everybody_but_the_city(hall)
        while is_recovering(hall) or hall.link.high < len(hall.log):
            hall.tell()
        new = AHall(database)
        new.now_ms += 1
        new.issue(2)
        new.join(city, url)
        new.tell()
        assert new.link.trouble == "anothers"
        new.issue(1)  # nobody is kept from calling and giving numbers


def test_a_standby_that_went_another_way_is_asked_for_from_where_they_part(
    city: Database, hall: AHall
) -> None:
    hall.issue(4)
    with running_city(city) as url:
        hall.join(city, url)
        hall.tell()
        saved = backup(hall.database)
        hall.issue(3)  # of these the city never hears
        ours = backup(hall.database)
        put_back(hall.database, saved, hall.now_ms)
        waive_everybody_but_the_city(hall)
        while is_recovering(hall):
            hall.tell()
        hall.issue(2)
        hall.tell()
        standby = [entry.event.ticket_id for entry in hall.log if entry.event.ticket_id]
        put_back(hall.database, ours, hall.now_ms + 1000)
        waive_everybody_but_the_city(hall)
        while is_recovering(hall):
            hall.tell()
    told = [entry.event.ticket_id for entry in hall.log]
    assert set(standby) <= set(told)


def test_what_is_written_while_the_log_is_sent_is_no_sign_of_another_log(
    city: Database, hall: AHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tip_before(connection: Connection, hall_id: str) -> Tip:
        tip = tip_of(connection, hall_id)
        written.append(tip.seq)
        return tip

    written: list[int] = []
    real = CityTeller._entries

    def entries_later(teller: CityTeller, first_seq: int, last_seq: int) -> Sequence[Entry]:
        if len(written) == 2:
            hall.issue(1)
        return real(teller, first_seq, last_seq)

    monkeypatch.setattr("queue_server.tell_city.tip_of", tip_before)
    monkeypatch.setattr(CityTeller, "_entries", entries_later)
    hall.issue(2)
    with running_city(city) as url:
        hall.join(city, url)
        hall.tell()
        assert hall.link.trouble is None
        hall.tell()
    assert held(city) == hall.log


def test_a_city_that_never_answered_is_not_waited_for(hall: AHall) -> None:
    with pytest.raises(CityError):
        join_city(hall.database, url="http://127.0.0.1:9", ca_file=None, code="ABCDE-23456")
    put_back(hall.database, backup(hall.database), hall.now_ms)
    assert "city" not in hall.database.read(partial(awaited_peers, hall=HALL)).result()


def test_a_city_without_a_certificate_is_not_joined(hall: AHall) -> None:
    with pytest.raises(SetupError, match="https"):
        join_city(hall.database, url="http://city.example", ca_file=None, code="ABCDE-23456")


def test_a_missing_certificate_is_told_as_trouble(city: Database, hall: AHall) -> None:
    with running_city(city) as url:
        hall.join(city, url)
    there = {"url": "https://127.0.0.1:9", "ca_file": "/nowhere/ca.pem"}
    hall.database.write(lambda c: save_city_link(c, HALL.id, **there)).result()
    hall.issue(1)
    hall.tell()
    assert hall.link.trouble == "unheard"


def test_a_city_put_back_to_before_the_hall_joined_lets_it_join_again(city: Database, hall: AHall) -> None:
    hall.issue(2)
    with running_city(city) as url:
        hall.join(city, url)
        city.write(lambda c: save_city_hall(c, NAME, nth=0, public_key=None)).result()
        hall.tell()
        assert hall.link.trouble == "unknown_hall"
        hall.join(city, url)
        hall.tell()
    assert held(city) == hall.log


@pytest.mark.parametrize("written_since", [1, 40])
def test_a_database_put_back_by_hand_is_told_to_a_person_and_a_new_epoch_mends_it(
    city: Database, hall: AHall, written_since: int
) -> None:
    hall.issue(10)
    saved = backup(hall.database)
    with running_city(city) as url:
        hall.join(city, url)
        saved["city_link"] = backup(hall.database)["city_link"]
        hall.issue(20)
        hall.tell()
        put_back(hall.database, saved, hall.now_ms)
        hall.database.write(
            lambda c: c.exec_driver_sql("UPDATE hall SET epoch = 1, recovering_since_ms = NULL")
        ).result()
        hall.now_ms += 1_000_000
        hall.issue(written_since)
        hall.tell()
        assert hall.link.trouble == ("put_back" if written_since == 1 else "forked")
        assert known(city).high == 30
        put_back(hall.database, backup(hall.database), hall.now_ms)
        waive_everybody_but_the_city(hall)
        hall.tell()
        hall.tell()
    assert held(city) == hall.log
    troubles = {hall.link.trouble, known(city).trouble}
    assert troubles == {None}


def test_a_code_lets_one_key_in_and_the_same_key_again(city: Database) -> None:
    code = offer_hall_code(city, NAME, NOW_MS)
    mine, other = (public_key_of(bytes([n]) * 32) for n in (1, 2))

    def joining(key: str, at_ms: int) -> int:
        asked = JoinCity(version=WIRE_VERSION, code=code, public_key=key, hall=HALL)
        return city.write(partial(join, asked=asked, now_ms=at_ms)).result().nth

    assert [joining(mine, NOW_MS + 1), joining(mine, NOW_MS + 2)] == [1, 1]
    with pytest.raises(Refused) as refused:
        joining(other, NOW_MS + 3)
    assert refused.value.refusal is Refusal.CODE_USED
    with pytest.raises(Refused) as refused:
        joining(mine, NOW_MS + CODE_LASTS_MS)
    assert refused.value.refusal is Refusal.CODE_EXPIRED


def test_a_wrong_code_opens_nothing(city: Database, hall: AHall) -> None:
    with running_city(city) as url, pytest.raises(CityError) as refused:
        join_city(hall.database, url=url, ca_file=None, code="22222-22222")
    assert refused.value.refusal == "wrong_code"


def test_a_hall_cannot_join_twice_by_mistake(city: Database, hall: AHall) -> None:
    with running_city(city) as url:
        hall.join(city, url)
        with pytest.raises(SetupError, match="leave-city"):
            hall.join(city, url)


def test_a_hall_that_was_put_out_is_told_so_and_may_join_again(city: Database, hall: AHall) -> None:
    hall.issue(2)
    with running_city(city) as url:
        hall.join(city, url)
        put_out(city, NAME)
        hall.tell()
        assert (hall.link.trouble, known(city).high) == ("revoked", 0)
        hall.join(city, url)
        hall.tell()
    assert (held(city), known(city).nth) == (hall.log, 2)


def test_the_key_of_another_hall_opens_nothing(city: Database, hall: AHall) -> None:
    hall.issue(2)
    with running_city(city) as url:
        hall.join(city, url)
        hall.database.write(lambda c: save_city_link(c, HALL.id, private_key="11" * 32)).result()
        hall.tell()
    assert (hall.link.trouble, known(city).high) == ("bad_signature", 0)


def test_nobody_reads_the_log_of_a_hall_without_its_key(city: Database, hall: AHall) -> None:
    with running_city(city) as url:
        hall.join(city, url)
        stranger = CityLink(**vars(hall.link) | {"private_key": "11" * 32})
        with closing(CityLine(stranger)) as line, pytest.raises(CityError) as refused:
            line.log_after(Tip(seq=0, hash="0" * 64), most=10)
    assert refused.value.refusal == "bad_signature"


@pytest.mark.parametrize("answer", [b"<html>log in</html>", b"", b'{"version": 1}', b'{"version": 9}'])
def test_whatever_else_answers_the_hall_goes_on_and_says_that_the_city_is_not_heard(
    city: Database, hall: AHall, answer: bytes
) -> None:
    hall.issue(2)
    with running_city(city) as url:
        hall.join(city, url)
    with _answering(answer) as url:
        hall.database.write(lambda c: save_city_link(c, HALL.id, url=url)).result()
        hall.tell()
    assert (hall.link.trouble, hall.link.high) == ("unheard", 0)


def test_messages_that_drip_in_keep_no_hall_waiting_for_long(
    city: Database, hall: AHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(city_app, "ARRIVING", 1)
    monkeypatch.setattr(city_app, "BODY_S", 0.5)
    hall.issue(1)
    with running_city(city) as url, ExitStack() as stack:
        hall.join(city, url)
        address = urlsplit(url)
        asker = Asker(issuer_id=NAME, incarnation=1)
        said = authorization(asker, bytes(32), method="POST", target="/api/city/push", body=b"")
        for _ in range(3):
            line = stack.enter_context(socket.create_connection((address.hostname, address.port)))
            head = f"POST /api/city/push HTTP/1.1\r\nHost: city\r\nAuthorization: {said}\r\n"
            line.sendall(f"{head}Content-Length: 1000\r\n\r\n".encode())
        hall.tell()
    assert known(city).high == 1


def test_a_city_that_cannot_be_reached_is_not_asked_again_at_once(city: Database, hall: AHall) -> None:
    with running_city(city) as url:
        hall.join(city, url)
    hall.issue(1)
    teller = CityTeller(hall.database, HALL, lambda: hall.now_ms)
    teller.tell()
    assert hall.link.trouble == "unheard"
    hall.database.write(lambda c: save_city_link(c, HALL.id, trouble=None)).result()
    teller.tell()
    assert hall.link.trouble is None


def test_two_processes_of_one_hall_do_not_talk_at_once(city: Database, hall: AHall) -> None:
    hall.issue(1)
    with running_city(city) as url:
        hall.join(city, url)
        claimed_ms = hall.now_ms + 1000
        hall.database.write(lambda c: save_city_link(c, HALL.id, claimed_until_ms=claimed_ms)).result()
        hall.tell()
        assert known(city).high == 0
        hall.now_ms += 1000
        hall.tell()
    assert known(city).high == 1


def test_a_hall_that_leaves_waits_for_no_city(city: Database, hall: AHall) -> None:
    with running_city(city) as url:
        hall.join(city, url)
    leave_city(hall.database)
    put_back(hall.database, backup(hall.database), hall.now_ms)
    assert "city" not in hall.database.read(partial(awaited_peers, hall=HALL)).result()
    with pytest.raises(SetupError):
        leave_city(hall.database)


def test_nothing_is_taken_of_an_epoch_that_does_not_say_where_it_parts(city: Database, hall: AHall) -> None:
    hall.issue(2)
    with running_city(city) as url:
        hall.join(city, url)
        with closing(CityLine(hall.link)) as line:
            answer = line.push(HallPush(version=WIRE_VERSION, epoch=1, entries=hall.log))
    assert (answer.epoch, answer.high) == (0, 0)


def test_what_was_asked_of_the_log_after_another_entry_is_not_known(city: Database, hall: AHall) -> None:
    hall.issue(2)
    with running_city(city) as url:
        hall.join(city, url)
        hall.tell()
    reading = partial(city_entries_after, hall_id=NAME, tip=Tip(seq=1, hash="f" * 64), most=9)
    assert city.read(reading).result() is None


@contextmanager
def _answering(body: bytes) -> Iterator[str]:
    """The address of something that answers everything with `body`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
