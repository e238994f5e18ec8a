"""Where the head of the hall sees whose face is kept, and has it erased when its person asks."""

import unicodedata
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from models.face_exchange import MOST_FACES
from models.procedures.syllable import plain
from models.service_day import local_time
from models.store.database import Connection
from models.store.hall_faces import HeldFace, late_kiosks
from queue_server.context import Context
from queue_server.face_desk import list_faces
from queue_server.pages.session_cookie import token_in
from queue_server.pages.typed import Line
from queue_server.render import Renderer
from queue_server.sessions import manager_of

MOST_LISTED = 100  # newest first; whoever is not among them is found by name


def routes(context: Context, renderer: Renderer) -> APIRouter:
    """/faces, for managers."""
    router = APIRouter(include_in_schema=False)
    settings, hall = context.settings, context.hall

    def day(at_ms: int | None) -> str:
        return f"{local_time(at_ms or 0, hall.timezone):%d/%m/%Y}"

    def shown(held: HeldFace) -> dict[str, object]:
        return {
            "id": held.person_id,
            "name": held.shown_name,
            "since": day(held.consented_at_ms),
            "until": day(held.expires_at_ms),
            "consent": held.consent_text,
            "has_key": context.face_keys.get(held.person_id) is not None,
        }

    @router.get("/faces")
    async def faces_page(request: Request, name: Annotated[Line, Query(max_length=64)] = "") -> Response:
        token, now_ms = token_in(request, settings), context.now_ms()

        def work(connection: Connection) -> dict[str, object]:
            staff = manager_of(connection, token, settings, now_ms)
            held = list_faces(connection, hall, staff, now_ms)
            found = [one for one in held if _is_called(one, name)]
            return {
                "staff": staff,
                "known": len(held),
                "most": f"{MOST_FACES:,}".replace(",", "."),
                "name": name,
                "found": len(found),
                "listed": found[:MOST_LISTED],
                "late": [
                    {
                        "id": late.id,
                        "n": late.erasures,
                        "since": f"{local_time(late.since_ms, hall.timezone):%H:%M %d/%m/%Y}",
                        "seen": f"{local_time(late.seen_at_ms, hall.timezone):%H:%M %d/%m/%Y}",
                    }
                    for late in late_kiosks(connection, hall.id)
                ],
            }

        content = await context.write(work)
        listed = [shown(one) for one in content["listed"]]  # type: ignore[attr-defined]
        return renderer.page("faces.html", content | {"listed": listed})

    return router


def _is_called(held: HeldFace, name: str) -> bool:
    """Whether `name`, typed with or without accents, is part of the name that is shown."""
    return _as_typed(name) in _as_typed(held.shown_name or "")


def _as_typed(name: str) -> str:
    return plain(" ".join(unicodedata.normalize("NFC", name).split()))
