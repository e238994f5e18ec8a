"""Judged: which number a ticket has, of which day it is, and what its citizen is told."""

import re
from datetime import datetime, timedelta, timezone

from models.event_log import Event
from models.hall import NoNumber, Service
from models.waiting.promises import WaitRange
from tests.conformance.hall import CERT, DAY_MS, HALL_AHEAD_OF_UTC_MS, LAND, NOTHING
from tests.conformance.play import Play, Told
from tests.conformance.rule import demand, rule_of
from tests.conformance.rules_log import back, cut_off

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
HALL_ZONE = timezone(timedelta(milliseconds=HALL_AHEAD_OF_UTC_MS))


def number_form(play: Play) -> None:
    """A number is the letter of the service, the series, a dash and the count in three digits or more"""
    play.open()
    told = [play.issue(CERT)["number"], play.issue(LAND)["number"], play.issue(CERT)["number"]]
    demand(told == ["A1-001", "B1-001", "A1-002"], told)


def never_twice(play: Play) -> None:
    """the ticket exists and is sent; its number is never given again"""
    play.open()
    cut_off(play)
    given = []
    for _ in range(3):
        given += [play.issue(), play.issue()]
        play.ask("issue", service_id=CERT)  # killed in the middle of it, or before, or after
        play.start_again()
    back(play)
    given.append(play.issue())
    play.wait(lambda: given[-1]["number"] in _numbers(play), "the last ticket to arrive")
    numbers = _numbers(play)
    demand(len(set(numbers)) == len(numbers), numbers)
    demand({one["number"] for one in given} <= set(numbers), f"{numbers} arrived of {given}")


def ticket_body(play: Play) -> None:
    """`number`, `service_id`, `service_day` (ISO date at the hall), `public_id` (32 hex digits)"""
    play.open()
    given = [play.issue(), play.issue(LAND)]
    play.arrived(*given)
    bodies = [entry.event.body for entry in play.enrolment.entries]
    demand([body.get("service_id") for body in bodies] == [CERT, LAND], bodies)
    demand(all(re.fullmatch("[0-9a-f]{32}", str(body.get("public_id"))) for body in bodies), bodies)
    demand(given[0]["public_id"] != given[1]["public_id"], "two tickets of one public id")


def day_at_the_hall(play: Play) -> None:
    """`service_day` (ISO date at the hall)"""
    play.hall.clock_ahead_ms += 15 * HOUR_MS  # three in the morning, when it is still yesterday at Greenwich
    play.open()
    play.arrived(play.issue())
    event = play.enrolment.entries[0].event
    day = datetime.fromtimestamp(play.hall.now_ms() / 1000, HALL_ZONE).date().isoformat()
    demand(event.body.get("service_day") == day, f"{event.body} on {day}")


def hall_time(play: Play) -> None:
    """An entry with `hall_time: 1` in its body was written by the hall's clock, as the kiosk heard it last"""
    play.hall.clock_ahead_ms += 2 * HOUR_MS
    play.open()
    begun_ms = play.hall.now_ms()
    play.arrived(play.issue())
    _counts_from(play, 0, begun_ms)
    demand(play.enrolment.entries[0].event.body.get("hall_time") == 1, "it does not say that it is sure")


def unheard_time(play: Play) -> None:
    """Any other was written, before the hall was heard after a start, by the machine's own clock"""
    play.hall.clock_ahead_ms += 2 * HOUR_MS
    play.open()
    cut_off(play)
    play.start_again()
    begun_ms = play.hall.now_ms() + HOUR_MS  # as it will be known that it was
    given = play.issue()
    play.hall.clock_ahead_ms += HOUR_MS
    back(play)
    play.arrived(given)
    demand(not play.enrolment.entries[0].event.body.get("hall_time"), "it says that it was sure")
    _counts_from(play, 0, begun_ms)


def never_earlier(play: Play) -> None:
    """put right by what it was wrong by before, and not earlier than the newest entry"""
    play.hall.clock_ahead_ms += 2 * HOUR_MS
    play.open()
    given = [play.issue()]
    play.arrived(*given)
    cut_off(play)
    play.start_again()
    given.append(play.issue())
    back(play)
    play.arrived(*given)
    first, second = (entry.event.at_ms for entry in play.enrolment.entries)
    demand(second >= first, f"{second} after {first}")


def count_begins_anew(play: Play) -> None:
    """The count of a series begins again at 1 with each day the kiosk is sure of"""
    play.open()
    first = [play.issue()["number"], play.issue()["number"]]
    play.hall.clock_ahead_ms += DAY_MS
    play.heartbeat(2)
    given = [*first, play.issue()["number"], play.issue()["number"]]
    demand(given == ["A1-001", "A1-002", "A1-001", "A1-002"], given)


def count_goes_on(play: Play) -> None:
    """On any other day it goes on, so that a clock that is a day wrong makes no number come twice"""
    play.open()
    given = [play.issue(), play.issue()]
    play.hall.clock_ahead_ms += DAY_MS
    play.heartbeat(2)
    cut_off(play)
    play.start_again()
    third = play.issue()["number"]
    demand(third == "A1-003", f"{third}, on a day of which it cannot be sure, after {given}")


def priority_is_told(play: Play) -> None:
    """`priority`, the class the citizen claims, unless it is `regular`"""
    play.open()
    play.arrived(play.issue(priority="elderly"), play.issue(priority="regular"), play.issue())
    claimed = [entry.event.body.get("priority") for entry in play.enrolment.entries]
    demand(claimed == ["elderly", None, None], claimed)


def promise_as_told(play: Play) -> None:
    """`p50_min` and `p80_min` of the entry are that range as it was told"""
    _tell_waits(play, p50_min=7, p80_min=12)
    play.hall.other_events.append(b"event: call\nid: 9\ndata: {not for a kiosk\n\n")
    play.open()
    given = play.issue()
    play.arrived(given)
    _same_promise(play, given, 0)
    if "p50_min" in given:
        demand((given["p50_min"], given["p80_min"]) == (7, 12), given)


def no_promise_alone(play: Play) -> None:
    """It is no promise, and `p50_min` and `p80_min` are left out."""
    _tell_waits(play, p50_min=7, p80_min=12)
    play.open()
    cut_off(play)
    given = [play.issue(), play.issue()]
    for one in given:
        demand("p50_min" not in one or one.get("is_estimate"), f"not marked as an estimate: {one}")
    if "ahead" in given[0]:
        ahead = [one["ahead"] for one in given]
        demand(ahead == [4, 5], f"ahead {ahead}, when 4 waited")
    back(play)
    play.arrived(*given)
    bodies = [entry.event.body for entry in play.enrolment.entries]
    demand(not any("p50_min" in body for body in bodies), bodies)


def no_numbers(play: Play) -> None:
    """A service in `no_numbers` … cannot be chosen, with that reason."""
    play.open()
    play.hall.tell(no_numbers={CERT: NoNumber.ENOUGH}, feed_seq=1)
    play.wait(lambda: play.do("issue", service_id=CERT).get("error") == "enough", "it to refuse a number")
    play.issue(LAND)


def every_service_alone(play: Play) -> None:
    """While the hall cannot be asked, every service can be chosen"""
    play.open()
    play.hall.tell(no_numbers={CERT: NoNumber.CLOSED}, feed_seq=1)
    play.wait(lambda: play.do("issue", service_id=CERT).get("error") == "closed", "it to refuse a number")
    cut_off(play)
    play.issue(CERT)


def new_service(play: Play) -> None:
    """asked with every heartbeat, so that a change of the rules arrives"""
    play.open()
    play.hall.services.append(Service(id="tax", letter="C", name_vi="Thuế", name_en="Tax"))
    play.wait(
        lambda: "number" in play.do("issue", service_id="tax"), "the service that the hall has begun to offer"
    )


def catalogue_is_kept(play: Play) -> None:
    """A kiosk keeps the last catalogue, so that it gives numbers also when it is started without a
    network."""
    play.open()
    play.hall.before = lambda _asked: NOTHING
    play.hall.tells = False
    play.start_again()
    play.issue()


def _tell_waits(play: Play, *, p50_min: float, p80_min: float) -> None:
    waits = {CERT: {"regular": WaitRange(p50_min=p50_min, p80_min=p80_min)}}
    play.hall.tell(waiting={CERT: 4}, open_counters={CERT: [1]}, waits=waits)


def _same_promise(play: Play, given: Told, index: int) -> None:
    body = play.enrolment.entries[index].event.body
    for name in ("p50_min", "p80_min"):
        demand(body.get(name) == given.get(name), f"told {given}, wrote {body}")


def _counts_from(play: Play, index: int, begun_ms: int) -> None:
    """Whether the hall, by the protocol's rule 6 and 7, finds that the citizen came at that time."""
    event = play.enrolment.entries[index].event
    (sent, *_) = play.wait(
        lambda: [one for one in play.pushes() if event in [entry.event for entry in one.push.entries]],
        "the answer to the push that brought it",
    )
    arrived_ms = _arrival_ms(event, sent.hall_ms - sent.push.now_ms)
    late_ms = arrived_ms - begun_ms
    demand(
        -MINUTE_MS < late_ms < MINUTE_MS, f"it counts from {late_ms / 1000:.0f} s after the number was given"
    )


def _arrival_ms(event: Event, offset_ms: int) -> int:
    return event.at_ms if event.body.get("hall_time") else event.at_ms + offset_ms


def _numbers(play: Play) -> list[str]:
    return [str(entry.event.body["number"]) for entry in play.enrolment.entries]


RULES = tuple(
    map(
        rule_of,
        (
            number_form,
            never_twice,
            ticket_body,
            day_at_the_hall,
            hall_time,
            unheard_time,
            never_earlier,
            count_begins_anew,
            count_goes_on,
            priority_is_told,
            promise_as_told,
            no_promise_alone,
            no_numbers,
            every_service_alone,
            new_service,
            catalogue_is_kept,
        ),
    )
)
