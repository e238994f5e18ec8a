"""Judged: halls that fail, that were put back, and that were replaced."""

import threading
from dataclasses import replace

from models.event_log import Entry, enter
from models.waiting.promises import WaitRange
from models.wire import WIRE_VERSION, HandOver, LogPage, encode
from tests.conformance.hall import CERT, NOTHING, Answer, Asked, Reply, refusal
from tests.conformance.play import Play, Told
from tests.conformance.rule import demand, rule_of
from tests.conformance.rules_log import PUSH

LOG = "/api/kiosk/log"
HAND_OVER = "/api/kiosk/hand-over"
AT_ONCE_S = 3.0  # less than anybody waits for a hall


def away(play: Play) -> None:
    """the hall is away, slow or answers nonsense … the kiosk goes on issuing"""
    _goes_on(play, lambda _asked: NOTHING)


def failing(play: Play) -> None:
    """the hall is away, slow or answers nonsense … the kiosk goes on issuing"""
    _goes_on(play, lambda _asked: refusal(503, "starting"))


def log_in_page(play: Play) -> None:
    """the hall is away, slow or answers nonsense … the kiosk goes on issuing"""
    page = Reply(status=200, body=b"<html><h1>Log in to this network</h1></html>", content_type="text/html")
    _goes_on(play, lambda _asked: page)


def nonsense(play: Play) -> None:
    """the hall is away, slow or answers nonsense … the kiosk goes on issuing"""
    play.open()
    bodies = (
        b"",
        b"\xff\xfe\x00",
        b"[]",
        b"null",
        b'{"version":1}',
        b'{"version":1,"high":"all","now_ms":0}',
    )
    given = [_nonsense_once(play, Reply(status=200, body=body)) for body in bodies]
    play.hall.before = lambda _asked: None
    play.arrived(*given)


def slow(play: Play) -> None:
    """the hall is away, slow or answers nonsense … the kiosk goes on issuing"""
    play.open()
    go_on = threading.Event()

    def wait(_asked: Asked) -> None:
        go_on.wait(play.patience_s)

    play.hall.before = wait
    mark = play.mark()
    play.wait(lambda: len(play.hall.asked) > mark, "it to ask")
    try:
        given = [play.issue(within_s=AT_ONCE_S), play.issue(within_s=AT_ONCE_S)]
    finally:
        go_on.set()
    play.hall.before = lambda _asked: None
    play.arrived(*given)


def epoch_is_sent(play: Play) -> None:
    """Whoever asks the hall promises an epoch, keeps it on disk, and sends it"""
    play.open()
    demand(all(one.push.epoch == 1 for one in play.heartbeat()), "another epoch than the first")
    play.hall.put_back(epoch=1_700_000_000, high=0)
    _promises(play, 1_700_000_000)


def epoch_is_kept(play: Play) -> None:
    """promises an epoch, keeps it on disk"""
    play.open()
    play.hall.put_back(epoch=5, high=0)
    _promises(play, 5)
    play.kill()
    mark = play.mark()
    play.start()
    first = play.pushes(mark)[0].push
    demand(first.epoch == 5, f"after a restart it promises epoch {first.epoch}")


def lost_is_sent_again(play: Play) -> None:
    """in the same write a kiosk sets `acked` to the `high` of the answer, so that what the backup does not
    hold is sent again"""
    play.open()
    given = [play.issue() for _ in range(4)]
    play.arrived(*given)
    play.wait(lambda: play.do("tell").get("acked") == 4, "it to believe that four entries arrived")
    play.hall.put_back(epoch=2, high=1)
    play.arrived(*given)


def old_hall_is_not_believed(play: Play) -> None:
    """Of a lower epoch than promised nothing is believed."""
    play.open()
    play.hall.put_back(epoch=5, high=0)
    _promises(play, 5)
    play.hall.before = lambda asked: play.hall.say(high=1, epoch=4) if asked.path == PUSH else None
    given = play.issue()
    play.heartbeat(2)
    told = play.do("tell")
    demand((told.get("acked"), told.get("epoch")) == (0, 5), told)
    play.hall.before = lambda _asked: None
    play.arrived(given)


def old_hall_promises_nothing(play: Play) -> None:
    """Of a lower epoch than promised nothing is believed. … a kiosk passes over every other `event:`"""
    play.open()
    play.hall.put_back(epoch=5, high=0)
    _promises(play, 5)
    waits = {CERT: {"regular": WaitRange(p50_min=7, p80_min=12)}}
    play.hall.tell(epoch=4, feed_seq=1, waits=waits)
    play.heartbeat(2)
    play.wait(lambda: not play.do("tell").get("online"), "it to believe that server no more")
    given = play.issue()
    demand(
        "p50_min" not in given or given.get("is_estimate"), f"promised by a hall that was replaced: {given}"
    )


def copies_the_log(play: Play) -> None:
    """A kiosk copies the hall's log as it grows … `after=-1` asks where to begin."""
    play.hall.write(3)
    play.open()
    _asks_after(play, -1, since=0)
    play.hall.write(250)
    _asks_after(play, 3, since=0)
    _asks_after(play, 203, since=0)
    for seq in (253, 254):
        play.hall.write(1)
        _asks_after(play, seq, since=0)
    play.kill()
    mark = play.mark()
    play.start()
    play.hall.write(1)
    begins = play.asked_for(LOG, mark)[0].target
    demand(begins.startswith((f"{LOG}?after=254&", f"{LOG}?after=255&")), f"after a restart it asks {begins}")


def copy_must_join_on(play: Play) -> None:
    """Entry *n+1* must hold the hash of entry *n*."""
    hall = play.hall
    hall.write(3)
    play.open()
    _asks_after(play, -1, since=0)
    play.settle()
    fourth = replace(hall.log[2].event, seq=4)
    elsewhere = enter(fourth, "f" * 64)
    changed = replace(enter(fourth, hall.log[2].hash), event=replace(fourth, actor="staff:nobody"))
    for forged in (elsewhere, changed):
        page = LogPage(
            version=WIRE_VERSION, epoch=1, is_known=True, base_seq=0, last=len(hall.log) + 1, entries=[forged]
        )
        false = Reply(status=200, body=encode(page))
        _log_is(play, false)
        mark = play.mark()
        hall.write(1)
        play.asked_for(LOG, mark)
        hall.write(1)
        again = play.asked_for(LOG, mark, 2)[1].target
        demand(
            again.startswith(f"{LOG}?after=3&"), f"it took an entry that does not join on, and asks {again}"
        )


def copy_unknown(play: Play) -> None:
    """the asker drops what it holds after `base_seq`, or everything if nothing of it comes after, and asks
    again"""
    hall = play.hall
    hall.write(6)
    play.open()
    _asks_after(play, -1, since=0)
    hall.write(1)
    _asks_after(play, 6, since=0)
    kept = hall.log[3]
    play.settle()
    mark = play.mark()
    hall.put_back(epoch=2, high=0, base_seq=4)
    _promises(play, 2)
    hall.write(2)
    _asks_after(play, 7, since=mark)
    _asks_after(play, 4, since=mark, hash_=kept.hash)


def hands_over(play: Play) -> None:
    """a kiosk hands over what it holds after `base_seq`, at most 200 entries a message, `is_all` in the last
    one"""
    hall = play.hall
    hall.write(1)
    play.open()
    hall.write(455)
    _asks_after(play, 401, since=0)
    hall.write(1)
    _asks_after(play, 456, since=0)
    play.settle()
    lost = hall.log[5:]
    hall.recovering = True
    hall.put_back(epoch=2, high=0, base_seq=5)
    told = play.wait(
        lambda: hall.handed_over if any(one.is_all for one in hall.handed_over) else [], "all of it"
    )
    demand(
        _all_of(told) == lost or _all_of(told) == lost[:-1], f"{len(_all_of(told))} of {len(lost)} entries"
    )
    demand(all(len(one.entries) <= 200 for one in told), [len(one.entries) for one in told])
    demand([one.is_all for one in told] == [False] * (len(told) - 1) + [True], [one.is_all for one in told])
    demand(all(one.epoch == 2 for one in told), [one.epoch for one in told])


def hands_over_nothing(play: Play) -> None:
    """The hall has gathered when every enrolled kiosk and every counter that was open has handed over"""
    play.open()
    given = play.issue()
    play.arrived(given)
    play.hall.recovering = True
    play.hall.put_back(epoch=2, high=0, base_seq=0)
    told = play.wait(lambda: play.hall.handed_over, "a kiosk that holds nothing to say so")
    demand(told[-1].is_all and not told[-1].entries, told)
    play.hall.recovering = False
    play.hall.tell(awaited=[])
    play.arrived(given)


def own_last(play: Play) -> None:
    """`own_last` is the newest entry of the kiosk's own log"""
    hall = play.hall
    play.open()
    given = [play.issue(), play.issue()]
    play.arrived(*given)
    play.settle()
    before = play.enrolment.entries[-1].event.seq

    def goes_on(asked: Asked, reply: Reply) -> Reply:
        hall.recovering = hall.recovering and asked.path != HAND_OVER
        return reply

    hall.after = goes_on
    hall.recovering = True
    hall.put_back(epoch=2, high=1, base_seq=0)
    told = play.wait(lambda: [one for one in hall.handed_over if one.is_all], "it to hand over")
    play.arrived(*given)
    last, held = told[-1].own_last, play.enrolment.entries[-1].event.seq
    demand(before <= last <= held, f"own_last is {last}, and the hall holds {held} entries")


def hands_over_again(play: Play) -> None:
    """A hall that gathers knows every entry, and tells none after its backup: nobody drops what it is about
    to ask for."""
    hall = play.hall
    hall.write(30)
    play.open()
    _asks_after(play, -1, since=0)
    hall.write(1)
    _asks_after(play, 30, since=0)
    play.settle()
    lost = hall.log[5:30]
    for epoch in (2, 3):  # the second time while the hall still gathers
        hall.recovering = True
        hall.put_back(epoch=epoch, high=0, base_seq=5)
        hall.handed_over.clear()
        play.wait(lambda: any(one.is_all for one in hall.handed_over), "the kiosk to hand over")
        told = _all_of(hall.handed_over)
        demand(told[:25] == lost, f"{len(told)} entries in epoch {epoch}")
        play.heartbeat(2)


def gathering_takes_nothing(play: Play) -> None:
    """Until then it takes no entry … to be tried again."""
    play.open()
    given = [play.issue(), play.issue()]
    play.arrived(*given)
    play.hall.recovering = True
    play.hall.put_back(epoch=2, high=1, base_seq=0)
    play.hall.tell(awaited=["kiosk:K1", "counter:1"])
    _promises(play, 2)
    given.append(play.issue())
    play.heartbeat(2)
    demand(len(play.enrolment.entries) == 1, "the hall took an entry")
    play.hall.recovering = False
    play.hall.tell(awaited=[])
    play.arrived(*given)


def _log_is(play: Play, false: Reply) -> None:
    play.hall.after = lambda asked, reply: false if asked.path == LOG else reply


def _nonsense_once(play: Play, said: Reply) -> Told:
    """A number while pushes are answered so."""
    play.hall.before = lambda asked: said if asked.path == PUSH else None
    mark = play.mark()
    given = play.issue()
    play.wait(lambda: said in [one.reply for one in play.pushes(mark)], "it to try again")
    return given


def _goes_on(play: Play, answer: Answer, count: int = 4) -> None:
    """Numbers while the hall answers so, and all of them arrive when it is well again."""
    play.open()
    play.hall.before = answer
    given = [play.issue(within_s=AT_ONCE_S)]
    mark = play.mark()
    play.wait(lambda: len(play.hall.asked) >= mark + count, "it to try again")
    given += [play.issue(within_s=AT_ONCE_S), play.issue(within_s=AT_ONCE_S)]
    play.hall.before = lambda _asked: None
    play.arrived(*given)


def _promises(play: Play, epoch: int) -> None:
    mark = play.mark()
    play.wait(
        lambda: [one for one in play.pushes(mark) if one.push.epoch == epoch], f"a push of epoch {epoch}"
    )


def _asks_after(play: Play, seq: int, *, since: int, hash_: str | None = None) -> None:
    """It asks for the hall's log after that entry, by its hash."""
    log = play.hall.log
    known = hash_ or (log[seq - 1].hash if 0 < seq <= len(log) else "")

    def found() -> list[Asked]:
        wanted = f"{LOG}?after={seq}&hash={known}" if known else f"{LOG}?after={seq}"
        return [
            one for one in play.hall.asked[since:] if one.target.startswith(wanted) and one.reply is not None
        ]

    play.wait(found, f"a question for the log after entry {seq}")


def _all_of(told: list[HandOver]) -> list[Entry]:
    return [entry for one in told for entry in one.entries]


RULES = tuple(
    map(
        rule_of,
        (
            away,
            failing,
            log_in_page,
            nonsense,
            slow,
            epoch_is_sent,
            epoch_is_kept,
            lost_is_sent_again,
            old_hall_is_not_believed,
            old_hall_promises_nothing,
            copies_the_log,
            copy_must_join_on,
            copy_unknown,
            hands_over,
            hands_over_nothing,
            own_last,
            hands_over_again,
            gathering_takes_nothing,
        ),
    )
)
