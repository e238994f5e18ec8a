"""Our own kiosk without its window, as the conformance suite starts it (docs/protocol.md, "Conformance")."""

import json
import os
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from kiosk import sync
from kiosk.checkup import tell_health
from kiosk.enrol import EnrolError, check_log, enrol
from kiosk.identity import IdentityError, load_identity
from kiosk.issuer import Issuer
from kiosk.sync import HallLink
from models.kiosk_health import PaperLeft
from models.store import kiosk_log
from models.store.database import Database, StoreError, open_database
from models.sync import back_off
from models.wire import Catalogue


class OurKiosk:
    """The line and the issuer of `motcua kiosk`, put together as there; neither before it is enrolled."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url, self._folder = url, folder
        self._database_url = f"sqlite:///{folder / 'kiosk.db'}"
        self._key = folder / "kiosk.key"
        self._database: Database | None = None
        self._link: HallLink | None = None
        self._issuer: Issuer | None = None
        self._is_stopped = False

    def open(self) -> None:
        """Be the kiosk that was enrolled here, if any was."""
        try:
            identity = load_identity(self._key)
        except IdentityError:
            return
        self._is_stopped = False
        database = open_database(self._database_url, "kiosk")
        link = HallLink(
            database=database,
            server_url=self._url,
            identity=identity,
            on_catalogue=partial(self._use, identity.private_key),
            on_online=lambda _online: None,
            on_refused=self._stop,
        )
        link.health = lambda: tell_health(database, self._folder, PaperLeft.UNKNOWN)
        self._database, self._link = database, link
        link.start()

    def close(self) -> None:
        """Before it becomes another."""
        if self._link is not None and self._database is not None:
            self._link.stop()
            self._database.close()
        self._link = self._database = self._issuer = None

    def do(self, verb: str, told: Mapping[str, str]) -> Mapping[str, object]:
        match verb:
            case "enrol":
                return self._enrol(told["code"])
            case "issue":
                return self._issue(told["service_id"], told.get("priority", "regular"))
        return self._tell()

    def _enrol(self, code: str) -> Mapping[str, object]:
        self.close()
        try:
            check_log(self._database_url, None)
            enrolled = enrol(
                server_url=self._url,
                ca_file=None,
                key_file=self._key,
                database_url=self._database_url,
                code=code,
            )
        except (EnrolError, IdentityError, StoreError) as error:
            return {"error": str(error)}
        finally:
            self.open()
        return {name: getattr(enrolled, name) for name in ("issuer_id", "incarnation", "series")}

    def _issue(self, service_id: str, priority: str) -> Mapping[str, object]:
        if self._is_stopped:
            return {"error": "stopped"}
        link, issuer = self._link, self._issuer
        if link is None or issuer is None:
            return {"error": "not_ready"}
        closed = {} if link.view is None else link.view.no_numbers
        if service_id in closed:
            return {"error": closed[service_id]}
        try:
            ticket = issuer.issue(service_id, link.remembered.last(), priority)
        except (StoreError, KeyError) as error:
            return {"error": str(error)}
        link.remembered.join(service_id)
        link.wake()
        told: dict[str, object] = {"number": ticket.number, "public_id": ticket.public_id}
        if ticket.ahead is not None:
            told |= {"ahead": ticket.ahead, "is_estimate": ticket.is_estimate}
        if ticket.wait is not None:
            told |= {"p50_min": ticket.wait.p50_min, "p80_min": ticket.wait.p80_min}
        return told

    def _tell(self) -> Mapping[str, object]:
        if self._link is None or self._database is None:
            return {"last": 0, "acked": 0, "epoch": 1, "online": False, "stopped": False}
        outbox = self._database.read(kiosk_log.load_outbox).result()
        is_online = self._link.view is not None
        return {**vars(outbox), "online": is_online, "stopped": self._is_stopped}

    def _use(self, private_key: bytes, catalogue: Catalogue) -> None:
        if self._link is not None:
            self._issuer = Issuer(
                database=self._link_database(),
                catalogue=catalogue,
                private_key=private_key,
                moment=self._link.clock.moment,
            )

    def _link_database(self) -> Database:
        assert self._database is not None
        return self._database

    def _stop(self) -> None:
        self._is_stopped = True


def main() -> None:
    haste = float(os.environ.get("MOTCUA_HASTE", "1"))
    sync.HEARTBEAT_S /= haste
    sync.COPY_EVERY_S /= haste
    back_off.FIRST_S /= haste
    sync.AGAIN_WITHIN_S /= haste
    kiosk = OurKiosk(os.environ["MOTCUA_HALL_URL"], Path(os.environ["MOTCUA_STATE"]))
    kiosk.open()
    for line in sys.stdin:
        asked = json.loads(line)
        sys.stdout.write(json.dumps(kiosk.do(asked.pop("do"), asked)) + "\n")
        sys.stdout.flush()
    os._exit(0)  # what is unsent stays in the log; nothing waits for the threads of the line


if __name__ == "__main__":
    main()
