"""Stand before every page: refuse what another site sends in our name, and forbid what pages need not do."""

from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from queue_server.refusal import Refusal, Refused

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
MOST_BODY_BYTES = 1 << 20  # a full push of a kiosk is a fifth of it

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_HSTS = {"Strict-Transport-Security": "max-age=31536000"}


class Guard:
    """ASGI middleware. base_url: the address browsers use, whose origin may send us commands.

    refuse: makes the answer to a request to that path that is not let in.
    """

    def __init__(
        self, app: ASGIApp, *, base_url: str, is_secure: bool, refuse: Callable[[str, Refused], ASGIApp]
    ) -> None:
        self._app = app
        self._own_origin = base_url
        self._refuse = refuse
        self._headers = _HEADERS | (_HSTS if is_secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        read = 0

        async def receive_bounded() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > MOST_BODY_BYTES:
                raise Refused(Refusal.TOO_LARGE)
            return message

        refusal = self._refusal(scope["method"], Headers(scope=scope))
        app = self._app if refusal is None else self._refuse(scope["path"], Refused(refusal))
        await app(scope, receive_bounded, send_guarded)

    def _refusal(self, method: str, headers: Headers) -> Refusal | None:
        """What is wrong with a request before anybody reads it.

        A browser says where a request comes from: in Sec-Fetch-Site over HTTPS, else in Origin. Kiosks
        are no browsers, send neither, and sign with a key that no browser holds.
        """
        if int(headers.get("content-length") or 0) > MOST_BODY_BYTES:
            return Refusal.TOO_LARGE
        if method in SAFE_METHODS:
            return None
        site, origin, host = (headers.get(name) for name in ("sec-fetch-site", "origin", "host"))
        if site is not None:
            return None if site in ("same-origin", "none") else Refusal.CROSS_SITE
        if origin is None or origin in (self._own_origin, f"http://{host}", f"https://{host}"):
            return None
        return Refusal.CROSS_SITE
