"""Make the hall one of a city's: its log goes there from then on."""

import secrets
from functools import partial
from urllib.parse import urlsplit

from models.city_wire import JoinCity
from models.signing import PRIVATE_KEY_BYTES, public_key_of
from models.store.database import Connection, Database
from models.store.hall_city import CityLink, begin_city_link, end_city_link, find_city_link, save_city_link
from models.wire import WIRE_VERSION
from queue_server.city_line import CityError, CityLine
from queue_server.setup import SetupError, the_hall

# The last two: of a city that was put back from a backup of before this hall had joined.
_PUT_OUT = ("revoked", "replaced", "unknown_hall", "bad_signature")
_ALONE = ("127.0.0.1", "::1", "localhost")


def join_city(database: Database, *, url: str, ca_file: str | None, code: str) -> CityLink:
    """Join the city at `url` by a code of its operator. Raises SetupError, CityError.

    The key is stored before the city hears of it, and is the same until the city has answered, so that an
    answer that was lost can be asked for once more.
    """
    address = urlsplit(url)
    if address.scheme != "https" and address.hostname not in _ALONE:
        raise SetupError(f"{url} does not begin with https://, and anybody between could answer for the city")
    hall = database.read(the_hall).result()
    kept = database.read(partial(find_city_link, hall_id=hall.id)).result()
    if kept is not None and kept.name is not None and kept.trouble not in _PUT_OUT:
        raise SetupError(f"the hall belongs to the city at {kept.url}; `motcua hall leave-city` ends that")
    if kept is None or kept.name is not None or kept.url != url or kept.ca_file != ca_file:
        key = secrets.token_bytes(PRIVATE_KEY_BYTES).hex()
        beginning = partial(begin_city_link, hall_id=hall.id, url=url, ca_file=ca_file, private_key=key)
        database.write(beginning).result()

    def link_of(connection: Connection) -> CityLink:
        link = find_city_link(connection, hall.id)
        if link is None:
            raise CityError("the link was ended in the middle")
        return link

    link = database.read(link_of).result()
    public_key = public_key_of(bytes.fromhex(link.private_key))
    line = CityLine(link)
    joined = line.join(JoinCity(version=WIRE_VERSION, code=code, public_key=public_key, hall=hall))
    line.close()
    database.write(partial(save_city_link, hall_id=hall.id, name=joined.name, nth=joined.nth)).result()
    return database.read(link_of).result()


def leave_city(database: Database) -> None:
    """Send the log there no more. What the city has stays there. Raises SetupError."""
    hall = database.read(the_hall).result()
    if database.read(partial(find_city_link, hall_id=hall.id)).result() is None:
        raise SetupError("the hall belongs to no city")
    database.write(partial(end_city_link, hall_id=hall.id)).result()
