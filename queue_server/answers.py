"""Answer what goes wrong: in JSON to a program, with a page that says what to do next to a person."""

import json
import logging
from collections.abc import Sequence

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from models.event_log import Entry
from models.store.database import StoreError
from models.store.hall_log import ClockWentBack, HallReplaced, HallStopped
from models.store.hall_tickets import StaleTicket
from models.ticket import IllegalMove
from models.wire import WireError, encode
from queue_server.accept import PushRefused
from queue_server.refusal import Refusal, Refused
from queue_server.render import Renderer

log = logging.getLogger(__name__)


def json_answer(message: object, status: int = 200) -> Response:
    """`message`, a dataclass, as JSON. FastAPI's own way would check once more what we made ourselves."""
    return Response(encode(message), status, media_type="application/json")


def desk_answer(message: object, entries: Sequence[Entry], status: int = 200) -> Response:
    """The same with `log`: what the command has entered into the hall's log, for the desk to keep."""
    shown = json.loads(encode(message)) | {"log": [json.loads(encode(entry)) for entry in entries]}
    return JSONResponse(shown, status)


class Answers:
    """Turns every error into its answer."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def refuse(self, path: str, refused: Refused) -> Response:
        """The answer to a request to `path` that was not done."""
        key = f"refused.{refused.refusal}"
        words = self._renderer.words
        if _is_program(path):
            message = {"error": refused.refusal, "message": words.vi(key, **refused.details)}
            return JSONResponse(message, refused.status)
        if refused.refusal is Refusal.NOT_LOGGED_IN:
            return RedirectResponse("/login", 303)
        return self._renderer.page(
            "message.html",
            {"text_vi": words.vi(key, **refused.details), "text_en": words.en(key, **refused.details)},
            refused.status,
        )

    def install(self, app: FastAPI) -> None:
        """Make `app` answer this way."""

        @app.exception_handler(Refused)
        async def _refused(request: Request, error: Refused) -> Response:
            return self.refuse(request.url.path, error)

        @app.exception_handler(IllegalMove)
        async def _illegal(request: Request, error: IllegalMove) -> Response:
            return self.refuse(request.url.path, Refused(Refusal.ILLEGAL_MOVE))

        @app.exception_handler(StaleTicket)
        async def _stale(request: Request, error: StaleTicket) -> Response:
            return self.refuse(request.url.path, Refused(Refusal.STALE_TICKET))

        @app.exception_handler(ClockWentBack)
        async def _clock(request: Request, error: ClockWentBack) -> Response:
            log.error("%s: the clock is %s", request.url.path, error)
            return self.refuse(request.url.path, Refused(Refusal.CLOCK_WENT_BACK))

        @app.exception_handler(HallStopped)
        async def _stopped(request: Request, error: HallStopped) -> Response:
            is_replaced = isinstance(error, HallReplaced)
            why = Refusal.HALL_REPLACED if is_replaced else Refusal.HALL_RECOVERING
            return self.refuse(request.url.path, Refused(why))

        @app.exception_handler(PushRefused)
        async def _push_refused(request: Request, error: PushRefused) -> Response:
            return JSONResponse({"error": error.reason, "high": error.high}, 409)

        @app.exception_handler(WireError)
        async def _wire(request: Request, error: WireError) -> Response:
            return JSONResponse({"error": Refusal.BAD_REQUEST, "message": str(error)}, 422)

        @app.exception_handler(RequestValidationError)
        async def _invalid(request: Request, error: RequestValidationError) -> Response:
            return self.refuse(request.url.path, Refused(Refusal.BAD_REQUEST))

        @app.exception_handler(HTTPException)
        async def _http(request: Request, error: HTTPException) -> Response:
            missing = error.status_code == 404
            answer = self.refuse(
                request.url.path, Refused(Refusal.NOT_FOUND if missing else Refusal.BAD_REQUEST)
            )
            answer.status_code = error.status_code
            answer.headers.update(error.headers or {})
            return answer

        @app.exception_handler(StoreError)
        async def _store(request: Request, error: StoreError) -> Response:
            log.error("%s: %s", request.url.path, error)
            return self.refuse(request.url.path, Refused(Refusal.STORE_TROUBLE))

        @app.exception_handler(Exception)
        async def _unforeseen(request: Request, error: Exception) -> Response:
            return self.refuse(request.url.path, Refused(Refusal.INTERNAL))


def _is_program(path: str) -> bool:
    return path.startswith("/api/") or path == "/healthz"
