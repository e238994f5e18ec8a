"""Judged: the log of a kiosk, and how it reaches the hall."""

import json
import time

from models.event_log import first_break
from tests.conformance.hall import CERT, LAND, NOTHING, Asked, Reply, refusal
from tests.conformance.play import HASTE, Play
from tests.conformance.rule import demand, rule_of

PUSH = "/api/kiosk/push"
HEARTBEAT_S = 30.0
MARGIN_S = 4.0  # a busy machine is no faster with haste
MANY = 250  # more than one push may hold


def disk_before_number(play: Play) -> None:
    """A number is shown or printed only after its entry is on disk."""
    play.open()
    cut_off(play)
    given = [play.issue() for _ in range(3)]
    play.start_again()
    given.append(play.issue())
    play.start_again()
    back(play)
    play.arrived(*given)


def no_gaps(play: Play) -> None:
    """Sequence numbers have no gaps."""
    play.open()
    given = [play.issue()]
    play.start_again()
    given += [play.issue(CERT), play.issue(LAND)]
    play.arrived(*given)
    seqs = [entry.event.seq for entry in play.enrolment.entries]
    demand(seqs == [1, 2, 3], seqs)


def chain(play: Play) -> None:
    """Entry *n* holds the SHA-256 of entry *n-1*'s hash and its own canonical JSON"""
    play.open()
    play.arrived(play.issue(LAND), play.issue(CERT, "elderly"), play.issue(LAND))
    broken = first_break(play.enrolment.entries)
    demand(broken is None, f"entry {broken}")


def entry_is_whole(play: Play) -> None:
    """`ticket_id` is `<issuer_id>.<incarnation>.<seq>` of the entry that issued the ticket."""
    play.open()
    play.arrived(play.issue(), play.issue())
    event = play.enrolment.entries[1].event
    told = (event.kind, event.actor, event.ticket_id, event.before, event.after)
    demand(told == ("ticket_issued", "kiosk:K1", "K1.1.2", None, "waiting"), told)


def at_most_200(play: Play) -> None:
    """the next entries of the kiosk's log, at most 200"""
    play.open()
    cut_off(play)
    given = [play.issue() for _ in range(MANY)]
    mark = play.mark()
    back(play)
    play.arrived(*given)
    most = max(len(one.push.entries) for one in play.pushes(mark))
    demand(most <= 200, f"{most} entries in one push")


def lost_answers(play: Play) -> None:
    """the answer was lost … the kiosk sends again, the hall skips what it holds"""
    play.open()
    lost: list[Asked] = []

    def lose(asked: Asked, reply: Reply) -> Reply:
        if asked.path == PUSH and asked.push.entries and len(lost) < 3:
            lost.append(asked)
            return NOTHING
        return reply

    play.hall.after = lose
    given = [play.issue(), play.issue()]
    play.wait(lambda: len(lost) == 3, "the same push again")
    play.arrived(*given)
    play.heartbeat(2)
    play.arrived(*given)
    demand(first_break(play.enrolment.entries) is None, "an entry was another when it came again")


def same_after_restart(play: Play) -> None:
    """A repeat (`seq ≤ high`) is skipped and answered with `high`."""
    play.open()
    play.hall.after = lambda asked, reply: NOTHING if asked.path == PUSH else reply
    given = play.issue()
    play.arrived(given)
    held = play.enrolment.entries[0]
    play.kill()
    mark = play.mark()
    play.start()
    again = play.wait(
        lambda: [one for one in play.pushes(mark) if one.push.entries], "the entry again, after a restart"
    )
    demand(again[0].push.entries[0] == held, again[0].push.entries)
    play.hall.after = lambda _asked, reply: reply
    play.arrived(given)
    play.wait(lambda: play.do("tell").get("acked") == 1, "it to believe that the entry arrived")


def not_again(play: Play) -> None:
    """entries above `acked` wait to be sent"""
    play.open()
    play.arrived(play.issue(), play.issue())
    play.wait(lambda: play.do("tell").get("acked") == 2, "it to believe that two entries arrived")
    sent = [len(one.push.entries) for one in play.heartbeat(2)]
    demand(not any(sent), f"{sent} entries that the hall has confirmed")
    play.start_again()
    sent = [len(one.push.entries) for one in play.heartbeat()]
    demand(not any(sent), f"{sent} entries that the hall has confirmed, after a restart")


def half_taken(play: Play) -> None:
    """Entries above `high` are sent again, though they were part of a push that was answered."""
    play.open()
    cut_off(play)
    given = [play.issue() for _ in range(4)]
    halved: list[Asked] = []

    def halve(asked: Asked) -> Reply | None:
        if asked.path != PUSH or len(asked.push.entries) < 4 or halved:
            return None
        halved.append(asked)
        play.enrolment.entries += asked.push.entries[:2]
        return play.hall.say(high=2)

    play.hall.before = halve
    play.arrived(*given)
    demand(halved, "the four were never sent together")


def conflict_stops(play: Play) -> None:
    """is refused with 409, `high` and a reason. Whoever is answered so, … gives no more numbers"""
    play.open()
    play.hall.before = lambda asked: refusal(409, "fork", 7) if asked.path == PUSH else None
    play.refuses()


def lost_log_stops(play: Play) -> None:
    """a kiosk whose log was lost learns from `high` that it must not go on numbering"""
    play.open()
    play.arrived(play.issue())
    play.hall.before = lambda asked: play.hall.say(high=7) if asked.path == PUSH else None
    play.refuses()


def heartbeat(play: Play) -> None:
    """A kiosk pushes at least every 30 seconds, with no entries when it has none"""
    play.open()
    began_s = time.monotonic()
    pushes = play.heartbeat(6)
    took_s = time.monotonic() - began_s
    demand(not any(one.push.entries for one in pushes), "entries that nobody wrote")
    demand(took_s < 6 * HEARTBEAT_S / HASTE + MARGIN_S, f"six pushes in {took_s:.1f} s at haste {HASTE}")


def version_and_name(play: Play) -> None:
    """each message carries `version` (now 1)"""
    play.open()
    play.arrived(play.issue())
    for asked in play.hall.asked:
        if asked.method == "POST":
            demand(json.loads(asked.body).get("version") == 1, asked.body)


def other_version(play: Play) -> None:
    """another version is refused with a message rather than guessed at"""
    play.open()
    later = b'{"version":2,"high":1,"now_ms":1,"epoch":1,"recovering":false}'
    play.hall.before = lambda asked: Reply(status=200, body=later) if asked.path == PUSH else None
    given = play.issue()
    play.heartbeat(2)
    acked = play.do("tell").get("acked")
    demand(acked == 0, f"it believes that {acked} entries arrived")
    play.hall.before = lambda _asked: None
    play.arrived(given)


def unknown_fields(play: Play) -> None:
    """A field that is not known is passed over."""
    play.open()

    def add(asked: Asked, reply: Reply) -> Reply:
        if reply.status != 200 or not reply.body.startswith(b"{"):
            return reply
        return Reply(status=200, body=b'{"of_a_later_day":{"a":[1]},' + reply.body[1:])

    play.hall.after = add
    given = [play.issue(), play.issue()]
    play.arrived(*given)
    play.wait(lambda: play.do("tell").get("acked") == 2, "it to believe such an answer")


def health_can_be_read(play: Play) -> None:
    """With each push it tells how it is, in `health` … a kiosk without that field is shown as not telling"""
    play.open()
    cut_off(play)
    given = [play.issue() for _ in range(3)]
    mark = play.mark()
    back(play)
    play.arrived(*given)
    sent = next(one for one in play.pushes(mark) if one.push.entries)
    if json.loads(sent.body).get("health") is None:
        return
    health = sent.push.health
    demand(health is not None, f"it cannot be read: {sent.body!r}")
    assert health is not None
    demand(health.outbox == 3, f"outbox {health.outbox} while three waited")
    demand(health.oldest_unsent_ms == sent.push.entries[0].event.at_ms, f"oldest {health.oldest_unsent_ms}")


def cut_off(play: Play) -> None:
    """Nobody answers any more."""
    play.hall.before = lambda _asked: NOTHING
    play.hall.tells = False
    play.hall.tell()
    play.wait(lambda: not play.do("tell").get("online"), "it to hear the hall no more")


def back(play: Play) -> None:
    """The hall answers again."""
    play.hall.before = lambda _asked: None
    play.hall.tells = True


RULES = tuple(
    map(
        rule_of,
        (
            disk_before_number,
            no_gaps,
            chain,
            entry_is_whole,
            at_most_200,
            lost_answers,
            same_after_restart,
            not_again,
            half_taken,
            conflict_stops,
            lost_log_stops,
            heartbeat,
            version_and_name,
            other_version,
            unknown_fields,
            health_can_be_read,
        ),
    )
)
