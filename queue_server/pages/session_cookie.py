"""How a browser remembers who is logged in: one cookie no script can read and no other site can send."""

from functools import partial

from starlette.requests import HTTPConnection
from starlette.responses import Response

from models.store.hall_staff import Staff
from queue_server.context import Context
from queue_server.sessions import HOUR_MS, staff_of
from queue_server.settings import Settings


def cookie_name(settings: Settings) -> str:
    """Over HTTPS the name itself makes browsers insist on Secure, this host and no domain."""
    return "__Host-motcua" if settings.is_secure else "motcua"


def token_in(request: HTTPConnection, settings: Settings) -> str | None:
    """The session token the browser sent."""
    return request.cookies.get(cookie_name(settings))


async def logged_in(request: HTTPConnection, context: Context) -> Staff:
    """Who sends the request. Raises Refused when nobody is logged in there."""
    return await context.write(
        partial(
            staff_of,
            token=token_in(request, context.settings),
            settings=context.settings,
            now_ms=context.now_ms(),
        )
    )


def remember(response: Response, token: str, settings: Settings) -> None:
    """Let the browser keep `token` for as long as the session can last."""
    response.set_cookie(
        cookie_name(settings),
        token,
        max_age=settings.session_hours * HOUR_MS // 1000,
        path="/",
        secure=settings.is_secure,
        httponly=True,
        samesite="strict",
    )


def forget(response: Response, settings: Settings) -> None:
    """Let the browser drop the session."""
    response.delete_cookie(
        cookie_name(settings), path="/", secure=settings.is_secure, httponly=True, samesite="strict"
    )
