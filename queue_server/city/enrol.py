"""Take a hall into the city by a code that is good once, or put it out again."""

from models.city_wire import JoinCity, Joined
from models.signing import ISSUER_ID
from models.store.city_halls import find_city_hall, hall_of_code, offer_code, save_city_hall
from models.store.database import Connection, Database
from models.wire import WIRE_VERSION
from queue_server.one_time_code import CODE_LASTS_MS, as_drawn, as_shown, draw_one_time_code
from queue_server.refusal import Refusal, Refused
from queue_server.setup import SetupError


def offer_hall_code(database: Database, hall_id: str, now_ms: int) -> str:
    """A new code for that hall to join with, good once and for a day; one given before is void."""
    if not ISSUER_ID.fullmatch(hall_id):
        raise SetupError(f"{hall_id!r} cannot name a hall; write letters and digits, such as HD01")
    code = draw_one_time_code()
    database.write(lambda c: offer_code(c, hall_id, code=code, until_ms=now_ms + CODE_LASTS_MS)).result()
    return as_shown(code)


def join(connection: Connection, asked: JoinCity, now_ms: int) -> Joined:
    """Let the hall in. Raises Refused.

    Whoever did not hear the answer asks again with the same key and has it again.
    """
    hall = hall_of_code(connection, as_drawn(asked.code))
    if hall is None:
        raise Refused(Refusal.WRONG_CODE)
    if hall.code_until_ms is None or now_ms >= hall.code_until_ms:
        raise Refused(Refusal.CODE_EXPIRED)
    if hall.code_used_by is not None:
        if hall.code_used_by != asked.public_key or hall.public_key != asked.public_key:
            raise Refused(Refusal.CODE_USED)
        return Joined(version=WIRE_VERSION, name=hall.id, nth=hall.nth)
    save_city_hall(
        connection,
        hall.id,
        name=asked.hall.name,
        timezone=asked.hall.timezone,
        nth=hall.nth + 1,
        public_key=asked.public_key,
        code_used_by=asked.public_key,
    )
    return Joined(version=WIRE_VERSION, name=hall.id, nth=hall.nth + 1)


def put_out(database: Database, hall_id: str) -> None:
    """The hall's key opens nothing from now on. What the city has of its log stays."""

    def work(connection: Connection) -> None:
        if find_city_hall(connection, hall_id) is None:
            raise SetupError(f"there is no hall {hall_id!r}")
        save_city_hall(connection, hall_id, public_key=None, code_sha256=None)

    database.write(work).result()
