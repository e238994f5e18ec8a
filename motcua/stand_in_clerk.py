"""A stand-in clerk for the demo: goes to whichever free counter is waited for, over the real API."""

import http.cookiejar
import json
import logging
import threading
import urllib.parse
import urllib.request
import uuid
from collections.abc import Mapping
from typing import Any

LOOK_EVERY_S = 1.0
WALK_S = 3.0  # what a citizen takes from the seat to the counter
SERVE_S = 4.0

log = logging.getLogger(__name__)


class StandInClerk:
    """Serves citizens one after the other until told to stop, and leaves counters where others sit alone.

    counters: a counter's number for each service id. served: how many citizens so far.
    """

    def __init__(self, server_url: str, login: str, password: str, counters: Mapping[str, int]) -> None:
        self.served = 0
        self._server_url = server_url
        self._credentials = {"login": login, "password": password}
        self._counters = counters
        self._mine: int | None = None
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._browser = urllib.request.build_opener(urllib.request.ProxyHandler({}), cookies)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="clerk", daemon=True)

    def start(self) -> None:
        """Go to work."""
        self._thread.start()

    def stop(self) -> None:
        """Stop when the citizen at the counter has been served."""
        self._stopping.set()
        self._thread.join()

    def _work(self) -> None:
        try:
            form = urllib.parse.urlencode(self._credentials).encode()
            self._ask("/login", form, "application/x-www-form-urlencoded")
            while not self._stopping.wait(LOOK_EVERY_S):
                counter = self._waited_for()
                if counter is not None:
                    self._serve_one(counter)
        except OSError as error:
            log.warning("the stand-in clerk went home: %s", error)

    def _waited_for(self) -> int | None:
        view = json.loads(self._ask("/api/hall"))
        taken = {counter["number"] for counter in view["counters"] if counter["open"]} - {self._mine}
        waiting = [self._counters[service_id] for service_id, count in view["waiting"].items() if count]
        return next((counter for counter in waiting if counter not in taken), None)

    def _serve_one(self, counter: int) -> None:
        self._command(counter, "open")
        self._mine = counter
        if self._command(counter, "next")["ticket"] is None:
            return
        self._stopping.wait(WALK_S)
        self._command(counter, "serve")
        self._stopping.wait(SERVE_S)
        self._command(counter, "finish")
        self.served += 1

    def _command(self, counter: int, name: str) -> dict[str, Any]:
        body = json.dumps({"key": uuid.uuid4().hex}).encode()
        answer = self._ask(f"/api/counters/{counter}/{name}", body, "application/json")
        return dict(json.loads(answer)) if answer else {}

    def _ask(self, path: str, body: bytes | None = None, content_type: str = "") -> bytes:
        request = urllib.request.Request(  # noqa: S310  our own server's http address
            self._server_url + path,
            data=body,
            headers={"Content-Type": content_type, "Origin": self._server_url},
        )
        with self._browser.open(request, timeout=10) as answer:
            return bytes(answer.read())
