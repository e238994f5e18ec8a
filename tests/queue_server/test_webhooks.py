"""Other programs are told of calls: signed, in order, until they have taken it."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from models.store.database import Connection, Database
from models.store.hall_staff import Staff
from models.store.hall_webhooks import Webhook, remove_webhook, save_progress, webhooks_of
from queue_server import attend, call, webhooks
from queue_server.at_desk import Desk, DeskAnswer
from queue_server.subscribe import KINDS, WebhookError, subscribe
from queue_server.webhooks import signature
from tests.helpers.halls import HALL, desk, issue, moment_ms, seat, set_up_hall
from tests.helpers.servers import running_server
from tests.helpers.waiting import wait_until

NOW_MS = moment_ms(8)


class Receiver:
    """Another program, which keeps what it was told. status: what it answers, in turn; then 204.

    drips: it goes on answering for as long as anybody listens.
    """

    def __init__(self, *status: int, drips: bool = False) -> None:
        self._status = list(status)
        self.hung_up = threading.Event()
        self.messages: list[tuple[dict[str, str], bytes]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.messages.append(({name.lower(): it for name, it in self.headers.items()}, body))
                self.send_response(receiver._status.pop(0) if receiver._status else 204 + 2 * drips)
                self.send_header("Content-Length", str(1_000_000 * drips))
                self.end_headers()
                while drips and not receiver.hung_up.is_set():
                    self.drip()

            def drip(self) -> None:
                try:
                    self.wfile.write(b".")
                    self.wfile.flush()
                except OSError:
                    receiver.hung_up.set()
                receiver.hung_up.wait(0.01)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/told"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def told(self) -> list[tuple[str, str]]:
        """The kind of each message and the number it is about."""
        return [(it["type"], it["data"]["number"]) for it in (json.loads(body) for _, body in self.messages)]

    def close(self) -> None:
        self.hung_up.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@dataclass(frozen=True, kw_only=True)
class Open:
    """A hall with one open counter and who sits there."""

    database: Database
    me: Staff

    def runs(self, now_ms: Callable[[], int] = lambda: NOW_MS) -> AbstractContextManager[str]:
        return running_server(self.database, HALL, now_ms=now_ms)

    def tells(self, url: str, *kinds: str) -> Webhook:
        return self.database.write(
            lambda connection: subscribe(connection, HALL, url, kinds or KINDS)
        ).result()

    def stands(self) -> Webhook:
        return self.database.read(lambda connection: webhooks_of(connection, HALL.id)).result()[0]


@contextmanager
def receiving(*status: int, drips: bool = False) -> Iterator[Receiver]:
    receiver = Receiver(*status, drips=drips)
    try:
        yield receiver
    finally:
        receiver.close()


def do(hall: Open, deed: Callable[[Connection, Desk, int], DeskAnswer], key: str) -> None:
    hall.database.write(lambda connection: deed(connection, desk(hall.me, 1, key), NOW_MS)).result()


def one_visit(hall: Open) -> None:
    """One citizen is called, called again, served and finished; the next is called in vain."""
    for index in range(2):
        issue(hall.database, hall.me, "a", f"ticket-{index}", NOW_MS)
    for key, deed in enumerate(
        [call.call_next, call.recall, attend.serve, attend.finish, call.call_next, call.no_show]
    ):
        do(hall, deed, f"key-{key}")


@pytest.fixture
def hall(database: Database) -> Open:
    me, *_ = set_up_hall(database)
    seat(database, me, 1)
    return Open(database=database, me=me)


def test_a_program_is_told_of_each_call_finish_and_absence_in_order(hall: Open) -> None:
    with receiving() as receiver, hall.runs():
        hall.tells(receiver.url)
        one_visit(hall)
        wait_until(lambda: len(receiver.messages) == 5)
    assert receiver.told() == [
        ("ticket_called", "A9-001"),
        ("ticket_recalled", "A9-001"),
        ("service_finished", "A9-001"),
        ("ticket_called", "A9-002"),
        ("ticket_no_show", "A9-002"),
    ]


def test_what_it_was_told_proves_who_sent_it(hall: Open) -> None:
    with receiving() as receiver, hall.runs():
        webhook = hall.tells(receiver.url)
        one_visit(hall)
        wait_until(lambda: len(receiver.messages) == 5)
    for headers, body in receiver.messages:
        names = headers["webhook-id"], headers["webhook-timestamp"]
        assert headers["webhook-signature"] == signature(webhook.secret, *names, body)
        assert headers["webhook-signature"] != signature(webhook.secret, *names, body + b" ")


def test_a_signature_is_the_one_of_the_standard() -> None:
    # The example of the Standard Webhooks specification.
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    assert (
        signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body)
        == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


def test_what_was_not_taken_is_sent_again_and_nothing_overtakes_it(hall: Open) -> None:
    clock = [NOW_MS]
    with receiving(500) as receiver, hall.runs(lambda: clock[0]):
        hall.tells(receiver.url)
        one_visit(hall)
        wait_until(lambda: hall.stands().failures == 1)
        assert hall.stands().last_error == "answered 500"
        clock[0] += 6_000  # the pause after a first failure is over
        wait_until(lambda: len(receiver.messages) == 6)
    ids = [headers["webhook-id"] for headers, _ in receiver.messages]
    assert ids[0] == ids[1]
    assert ids[1:] == sorted(set(ids), key=lambda one: int(one.rpartition("-")[2]))


def test_a_receiver_that_is_away_loses_nothing(hall: Open) -> None:
    with receiving() as gone:
        url = gone.url
    clock = [NOW_MS]
    with hall.runs(lambda: clock[0]):
        hall.tells(url)
        one_visit(hall)
        wait_until(lambda: hall.stands().failures == 1)
    assert hall.stands().sent_seq < 3
    assert (hall.stands().last_error or "").startswith("no answer")


def test_only_the_kinds_that_were_asked_for_are_told(hall: Open) -> None:
    with receiving() as receiver, hall.runs():
        hall.tells(receiver.url, "ticket_no_show")
        one_visit(hall)
        wait_until(lambda: len(receiver.messages) == 1)
    assert receiver.told() == [("ticket_no_show", "A9-002")]


def test_what_happened_before_is_not_told(hall: Open) -> None:
    one_visit(hall)
    with receiving() as receiver, hall.runs():
        hall.tells(receiver.url)
        issue(hall.database, hall.me, "a", "ticket-late", NOW_MS)
        do(hall, call.call_next, "key-late")
        wait_until(lambda: len(receiver.messages) == 1)
    assert receiver.told() == [("ticket_called", "A9-003")]


def test_an_answer_that_never_ends_holds_nobody_up(hall: Open) -> None:
    with receiving(drips=True) as receiver, hall.runs():
        hall.tells(receiver.url)
        one_visit(hall)
        wait_until(lambda: len(receiver.messages) == 5)
        wait_until(lambda: hall.stands().retry_at_ms == 0)
    assert hall.stands().failures == 0


def test_a_citizen_who_goes_on_at_another_service_is_told_of(hall: Open) -> None:
    with receiving() as receiver, hall.runs():
        hall.tells(receiver.url)
        issue(hall.database, hall.me, "a b", "ticket", NOW_MS)
        for key, deed in enumerate([call.call_next, attend.serve, attend.finish]):
            do(hall, deed, f"key-{key}")
        wait_until(lambda: len(receiver.messages) == 2)
    assert receiver.told()[1] == ("service_continued", "A9-001")


def test_a_message_is_stamped_with_the_time_of_its_sending(hall: Open) -> None:
    clock = [NOW_MS]
    with receiving() as receiver, hall.runs(lambda: clock[0] + 1000 * len(receiver.messages)):
        hall.tells(receiver.url)
        one_visit(hall)
        wait_until(lambda: len(receiver.messages) == 5)
    stamps = [int(headers["webhook-timestamp"]) - NOW_MS // 1000 for headers, _ in receiver.messages]
    assert stamps == [0, 1, 2, 3, 4]


def test_who_was_too_slow_does_not_take_back_what_another_has_told(hall: Open) -> None:
    claimed = replace(hall.tells("http://hall.example"), retry_at_ms=NOW_MS)

    def save(before: Webhook, after: Webhook) -> bool:
        return hall.database.write(lambda connection: save_progress(connection, before, after)).result()

    assert save(hall.stands(), claimed)
    taken_over = replace(claimed, retry_at_ms=NOW_MS + 1)
    assert save(claimed, taken_over)
    assert not save(claimed, replace(claimed, sent_seq=50, retry_at_ms=0))
    assert save(taken_over, replace(taken_over, sent_seq=100, retry_at_ms=0))
    assert not save(taken_over, replace(taken_over, sent_seq=60, retry_at_ms=0))
    assert hall.stands().sent_seq == 100


def test_two_processes_tell_a_program_once(hall: Open) -> None:
    with receiving() as receiver, hall.runs(), hall.runs():
        hall.tells(receiver.url)
        one_visit(hall)
        wait_until(lambda: len(receiver.messages) >= 5)
        wait_until(lambda: hall.stands().retry_at_ms == 0)
    assert len(receiver.messages) == 5


def test_events_nobody_asked_for_are_read_once_and_not_for_ever(
    hall: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "MOST_PASSED_OVER", 3)
    one_visit(hall)
    webhook = hall.tells("http://hall.example", "booking_due")
    with hall.runs():
        for index in range(4):
            issue(hall.database, hall.me, "a", f"late-{index}", NOW_MS)
        wait_until(lambda: hall.stands().sent_seq == webhook.sent_seq + 4)


def test_a_pause_begun_under_a_wrong_clock_is_not_waited_for(hall: Open) -> None:
    with receiving() as receiver:
        webhook = hall.tells(receiver.url)
        paused = replace(webhook, retry_at_ms=NOW_MS + 24 * 60 * 60_000, failures=1)
        hall.database.write(lambda connection: save_progress(connection, webhook, paused)).result()
        with hall.runs():
            one_visit(hall)
            wait_until(lambda: len(receiver.messages) == 5)


@pytest.mark.parametrize("url", ["ftp://hall.example", "hall.example", "http://"])
def test_an_address_nobody_can_be_told_at_is_refused(hall: Open, url: str) -> None:
    with pytest.raises(WebhookError, match="not an address"):
        hall.tells(url)


def test_a_kind_nobody_is_told_of_is_refused(hall: Open) -> None:
    with pytest.raises(WebhookError, match="priority_set"):
        hall.tells("http://hall.example", "priority_set")


def test_a_removed_program_is_told_no_more(hall: Open) -> None:
    webhook = hall.tells("http://hall.example")
    removed = [
        hall.database.write(lambda connection: remove_webhook(connection, HALL.id, webhook.id)).result()
        for _ in range(2)
    ]
    assert removed == [True, False]


def test_the_secret_is_not_shown_where_a_webhook_is_logged(hall: Open) -> None:
    webhook = hall.tells("http://hall.example")
    assert webhook.secret not in repr(webhook)
