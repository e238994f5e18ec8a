"""Ask the city over the network, as one hall. The server's one door to it."""

from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

import requests

from models.city_wire import CityAnswer, HallPush, JoinCity, Joined
from models.signing import Asker, authorization
from models.store.hall_city import CityLink
from models.sync.copies import Tip
from models.wire import LogPage, WireError, decode, encode

CONNECT_S = 5.0
ANSWER_S = 30.0

Shape = TypeVar("Shape")


class CityError(Exception):
    """The city could not be asked, or said no. refusal: its own reason, "" where it gave none."""

    def __init__(self, reason: str, refusal: str = "") -> None:
        super().__init__(reason)
        self.refusal = refusal


@dataclass(frozen=True, kw_only=True)
class _Refusal:
    error: str


class CityLine:
    """Requests to one city. Every one of them raises CityError when it has no good answer."""

    def __init__(self, link: CityLink) -> None:
        self._link = link
        self._session = requests.Session()
        self._session.trust_env = False  # else REQUESTS_CA_BUNDLE would override the city's own certificate
        self._session.verify = link.ca_file or True

    def join(self, message: JoinCity) -> Joined:
        """Ask to be taken into the city; nobody signs that."""
        return self._ask(Joined, "POST", "/api/city/join", encode(message))

    def push(self, message: HallPush) -> CityAnswer:
        """Send the next entries."""
        return self._ask(CityAnswer, "POST", "/api/city/push", encode(message))

    def log_after(self, tip: Tip, most: int) -> LogPage:
        """What the city holds of this hall's log after `tip`, at most that many entries."""
        query = urlencode({"after": tip.seq, "hash": tip.hash, "most": most})
        return self._ask(LogPage, "GET", f"/api/city/log?{query}", b"")

    def close(self) -> None:
        self._session.close()

    def _ask(self, shape: type[Shape], method: str, target: str, body: bytes) -> Shape:
        headers = {"Content-Type": "application/json"}
        link = self._link
        if link.name is not None and link.nth is not None:
            asker = Asker(issuer_id=link.name, incarnation=link.nth)
            key = bytes.fromhex(link.private_key)
            headers["Authorization"] = authorization(asker, key, method=method, target=target, body=body)
        try:
            answer = self._session.request(
                method,
                link.url.rstrip("/") + target,
                data=body or None,
                headers=headers,
                timeout=(CONNECT_S, ANSWER_S),
                allow_redirects=False,
            )
        except (OSError, ValueError) as error:  # also a missing CA file, and a redirect it cannot read
            raise CityError(f"{link.url}: {type(error).__name__}: {error}") from error
        try:
            if answer.status_code == requests.codes.ok:
                return decode(shape, answer.content)
            refusal = decode(_Refusal, answer.content).error
        except WireError as error:
            raise CityError(
                f"{link.url} answered {answer.status_code}, and not as a city does: {error}"
            ) from error
        raise CityError(f"the city answered {answer.status_code}: {refusal}", refusal)
