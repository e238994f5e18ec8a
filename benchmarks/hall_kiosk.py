"""A kiosk of the product against a real server, which it may lose, for benchmarks."""

import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.hall_process import HALL
from kiosk.identity import KioskIdentity
from kiosk.issuer import Issuer
from kiosk.sync import HallLink
from models.signing import Asker, public_key_of
from models.store.database import Database, open_database
from models.wire import Catalogue
from queue_server.app import system_now_ms
from queue_server.enrol import enrol, offer_code


def enrolled(hall_url: str, kiosk: str) -> KioskIdentity:
    """A kiosk of the hall in the database at `hall_url`, as the two commands enrol it."""
    private_key = secrets.token_bytes(32)
    with closing(open_database(hall_url, "hall")) as database:
        offer = offer_code(database, kiosk, system_now_ms())
        public_key = public_key_of(private_key)
        work = partial(enrol, hall=HALL, code=offer.code, public_key=public_key, now_ms=system_now_ms())
        given = database.write(work).result()
    asker = Asker(issuer_id=given.issuer_id, incarnation=given.incarnation)
    return KioskIdentity(asker=asker, private_key=private_key)


@dataclass(kw_only=True)
class Kiosk:
    """database: its own. catalogues: what the hall has told, newest last."""

    private_key: bytes
    database: Database
    link: HallLink
    catalogues: list[Catalogue]

    @property
    def issuer(self) -> Issuer:
        return Issuer(
            private_key=self.private_key,
            database=self.database,
            catalogue=self.catalogues[-1],
            moment=self.link.clock.moment,
        )


@contextmanager
def kiosk_at(url: str, identity: KioskIdentity, path: Path, *, ca_file: str | None = None) -> Iterator[Kiosk]:
    """The kiosk whose store is at `path`, running, with the hall at `url`."""
    catalogues: list[Catalogue] = []
    with closing(open_database(f"sqlite:///{path}", "kiosk")) as database:
        link = link_to(url, identity, database, catalogues, ca_file=ca_file)
        link.start()
        try:
            yield Kiosk(private_key=identity.private_key, database=database, link=link, catalogues=catalogues)
        finally:
            link.stop()


def link_to(
    url: str,
    identity: KioskIdentity,
    database: Database,
    catalogues: list[Catalogue],
    *,
    ca_file: str | None = None,
) -> HallLink:
    """The line of a kiosk, not started yet. catalogues: where what the hall tells is added."""
    return HallLink(
        database=database,
        server_url=url,
        identity=identity,
        ca_file=ca_file,
        on_catalogue=catalogues.append,
        on_online=lambda _online: None,
        on_refused=lambda: None,
    )
