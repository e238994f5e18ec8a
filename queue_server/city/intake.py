"""Take over the log of a hall, each entry exactly once. What it says is not judged here: it has happened."""

from models.city_wire import CityAnswer, HallPush
from models.signing import Asker
from models.store.city_halls import CityHall, find_city_hall, save_city_hall
from models.store.city_log import append_hall_entries, strike_after
from models.store.database import Connection
from models.sync.epoch import Heard, hear
from models.sync.intake import DoesNotContinue, Fault, Held, fresh
from models.wire import WIRE_VERSION
from queue_server.refusal import Refusal, Refused


def known_hall(connection: Connection, asker: Asker) -> CityHall:
    """The hall that asks, if its key is the one that counts. Raises Refused."""
    hall = find_city_hall(connection, asker.issuer_id)
    if hall is None or not 1 <= asker.incarnation <= hall.nth:
        raise Refused(Refusal.UNKNOWN_HALL)
    if asker.incarnation < hall.nth:
        raise Refused(Refusal.REPLACED)
    if hall.public_key is None:
        raise Refused(Refusal.REVOKED)
    return hall


def take(connection: Connection, asker: Asker, push: HallPush, now_ms: int) -> CityAnswer:
    """Take what continues the hall's log.

    Of another epoch than the one followed nothing is taken but a push that says where the hall's new log
    parts from the old. Raises Refused, HallForked.
    """
    hall = known_hall(connection, asker)
    heard = hear(hall.epoch, push.epoch)
    if heard is Heard.NEWER and push.keep_to is not None:
        hall = _follow(connection, hall, push.epoch, push.keep_to)
        heard = Heard.SAME
    high, trouble = hall.high, None
    if heard is Heard.SAME:
        try:
            new = fresh(
                Held(high=high, high_hash=hall.high_hash), push.entries, is_another=lambda _event: False
            )
        except DoesNotContinue as error:
            if error.fault is Fault.FORK:
                trouble = Fault.FORK.value
            new = []
        if new:
            append_hall_entries(connection, hall.id, new)
            high = new[-1].event.seq
    save_city_hall(connection, hall.id, last_contact_ms=now_ms, trouble=trouble)
    return CityAnswer(version=WIRE_VERSION, epoch=hall.epoch, high=high, is_forked=trouble is not None)


def _follow(connection: Connection, hall: CityHall, epoch: int, keep_to: int) -> CityHall:
    """From now on that epoch of the hall counts, and what was heard after `keep_to` does not."""
    if keep_to < hall.high:
        strike_after(connection, hall.id, keep_to, epoch)
    save_city_hall(connection, hall.id, epoch=epoch)
    followed = find_city_hall(connection, hall.id)
    if followed is None:
        raise Refused(Refusal.UNKNOWN_HALL)
    return followed
