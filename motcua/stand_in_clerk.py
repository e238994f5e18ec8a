"""A stand-in clerk for the demo: logs in, opens a counter, and calls whoever waits, over the real API."""

import http.cookiejar
import json
import threading
import urllib.error
import urllib.parse
import urllib.request
import uuid

LOOK_EVERY_S = 1.0
WALK_S = 3.0  # what a citizen takes from the seat to the counter
SERVE_S = 4.0


class StandInClerk:
    """Serves citizens one after the other until told to stop. `served`: how many so far."""

    def __init__(self, server_url: str, login: str, password: str, counter_number: int) -> None:
        self.served = 0
        self._server_url = server_url
        self._login = login
        self._password = password
        self._counter = f"/api/counters/{counter_number}"
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
        form = urllib.parse.urlencode({"login": self._login, "password": self._password})
        self._ask("/login", form.encode(), "application/x-www-form-urlencoded")
        self._command("open")
        while not self._stopping.wait(LOOK_EVERY_S):
            if self._command("next")["ticket"] is None:
                continue
            self._stopping.wait(WALK_S)
            self._command("serve")
            self._stopping.wait(SERVE_S)
            self._command("finish")
            self.served += 1

    def _command(self, name: str) -> dict[str, object]:
        body = json.dumps({"key": uuid.uuid4().hex}).encode()
        answer = self._ask(f"{self._counter}/{name}", body, "application/json")
        return dict(json.loads(answer)) if answer else {}

    def _ask(self, path: str, body: bytes, content_type: str) -> bytes:
        request = urllib.request.Request(  # noqa: S310  our own server's http address
            self._server_url + path,
            data=body,
            headers={"Content-Type": content_type, "Origin": self._server_url},
        )
        with self._browser.open(request, timeout=10) as answer:
            return bytes(answer.read())
