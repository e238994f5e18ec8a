"""Judged: who a kiosk is, and how it signs."""

import re

from models.wire import Enrol, decode
from tests.conformance.hall import NOTHING, Asked, Reply, refusal
from tests.conformance.play import CODE, Play
from tests.conformance.rule import demand, rule_of


def enrol_says_who(play: Play) -> None:
    """The answer says who it is: … Enrolled … public_key … in 64 hex digits."""
    play.start()
    answer = play.enrol(play.hall.make_code(CODE, "K1"))
    demand(
        (answer.get("issuer_id"), answer.get("incarnation"), answer.get("series")) == ("K1", 1, "1"), answer
    )
    key = decode(Enrol, play.hall.asked[0].body).public_key
    demand(re.fullmatch("[0-9a-f]{64}", key), key)
    (push, *_) = play.pushes()
    demand((push.push.issuer_id, push.push.incarnation) == ("K1", 1), push.body)


def enrol_key_first(play: Play) -> None:
    """The kiosk stores its key first and then posts"""
    hall = play.hall
    hall.make_code(CODE, "K1")
    hall.after = lambda asked, reply: NOTHING if asked.path == "/api/kiosk/enrol" else reply
    play.start()
    play.ask("enrol", code=CODE)
    play.asked_for("/api/kiosk/enrol")
    play.start_again()
    hall.after = lambda _asked, reply: reply
    play.enrol()
    demand(len(hall.enrolments) == 1, "it enrolled twice with one code")
    play.pushes()


def enrol_asks_again(play: Play) -> None:
    """asks for another code"""
    play.start()
    answer = play.do("enrol", code="ZZZZZ-22222")
    demand("error" in answer, answer)
    play.enrol(play.hall.make_code(CODE, "K1"))
    play.settle()
    play.arrived(play.issue())


def enrol_anew(play: Play) -> None:
    """its log begins with entry 1 … A log of an enrolment before cannot be sent any more."""
    play.open()
    old = [play.issue(), play.issue()]
    play.arrived(*old)
    play.wait(lambda: play.do("tell").get("acked") == 2, "it to believe that two entries arrived")
    play.enrol(play.hall.make_code("BBBBB-33333", "K1"))
    play.settle()
    new = play.issue()
    demand(new["number"] == "A2-001", new)
    play.arrived(new)
    entry = play.enrolment.entries[0]
    demand(entry.event.seq == 1, entry)
    demand(all(one.push.incarnation == 2 for one in play.heartbeat()), "it pushes under its name of before")
    demand(play.hall.enrolments[0].public_key != play.hall.enrolments[1].public_key, "a key of before")


def sign_the_body(play: Play) -> None:
    """the SHA-256 of the body (of nothing, where there is none) in lower-case hex"""
    play.open()
    play.arrived(play.issue())
    _all_signed(play, "/api/kiosk/push")
    _all_signed(play, "/api/kiosk/catalogue")


def sign_the_query(play: Play) -> None:
    """the path and the query exactly as in the request line"""
    play.open()
    play.hall.write(3)
    play.asked_for("/api/kiosk/log")
    _all_signed(play, "/api/kiosk/log")


def unknown_kiosk_goes_on(play: Play) -> None:
    """401 … goes on issuing, asks again about once a minute"""
    play.open()
    play.hall.before = lambda _asked: refusal(401, "unknown_kiosk")
    mark = play.mark()
    first = play.issue()
    play.wait(lambda: len(play.hall.asked) >= mark + 3, "it to ask again")
    second = play.issue()
    play.hall.before = lambda _asked: None
    play.arrived(first, second)


def revoked_stops(play: Play) -> None:
    """403 … revoked … gives no more numbers."""
    play.open()
    play.issue()
    play.hall.before = lambda _asked: refusal(403, "revoked")
    play.refuses()


def replaced_stops(play: Play) -> None:
    """replaced … gives no more numbers."""
    play.open()
    play.hall.before = lambda asked: refusal(403, "replaced") if asked.path == "/api/kiosk/push" else None
    play.refuses()


def a_proxy_stops_nobody(play: Play) -> None:
    """Only with this body: a 403 of a proxy is none"""
    page = Reply(status=403, body=b"<h1>Forbidden: revoked</h1>", content_type="text/html")
    json = Reply(status=403, body=b'{"reason":"revoked"}')
    _goes_on_when_told(play, page, json)


def anothers_conflict_stops_nobody(play: Play) -> None:
    """Only as an answer to a push and with this body: a 409 of a proxy is none"""
    page = Reply(status=409, body=b"<h1>Conflict: fork</h1>", content_type="text/html")
    _goes_on_when_told(play, page, refusal(409, "fork"))


def _goes_on_when_told(play: Play, of_push: Reply, of_all_else: Reply) -> None:
    play.open()

    def forbid(asked: Asked) -> Reply:
        return of_push if asked.path == "/api/kiosk/push" else of_all_else

    play.hall.before = forbid
    mark = play.mark()
    first = play.issue()
    play.wait(lambda: len(play.hall.asked) >= mark + 3, "it to ask again")
    second = play.issue()
    play.hall.before = lambda _asked: None
    play.arrived(first, second)


def _all_signed(play: Play, path: str) -> None:
    for asked in play.asked_for(path):
        demand(play.hall.whose(asked) is not None, f"{asked.method} {asked.target}: {asked.authorization}")


RULES = tuple(
    map(
        rule_of,
        (
            enrol_says_who,
            enrol_key_first,
            enrol_asks_again,
            enrol_anew,
            sign_the_body,
            sign_the_query,
            unknown_kiosk_goes_on,
            revoked_stops,
            replaced_stops,
            a_proxy_stops_nobody,
            anothers_conflict_stops_nobody,
        ),
    )
)
