"""What managers do with a face that is kept: give its person what is held, and erase it."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from models.store.database import Connection
from queue_server import face_desk
from queue_server.answers import json_answer
from queue_server.context import Context
from queue_server.face_desk import FaceErased, FaceExport
from queue_server.order import Order
from queue_server.pages.desk_api import Key
from queue_server.pages.session_cookie import token_in
from queue_server.sessions import manager_of

PersonId = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$")]


def routes(context: Context) -> APIRouter:
    """/api/hall/faces and what belongs to it."""
    router = APIRouter(prefix="/api/hall/faces", tags=["faces"])
    settings, hall = context.settings, context.hall

    @router.post("/{person_id}/erase", response_model=FaceErased)
    async def erase(request: Request, person_id: PersonId, key: Key) -> Response:
        token, now_ms = token_in(request, settings), context.now_ms()

        def work(connection: Connection) -> FaceErased:
            order = Order.of(hall, manager_of(connection, token, settings, now_ms), key)
            return face_desk.erase_face(connection, order, person_id, context.face_keys, now_ms)

        return json_answer(await context.write(work))

    @router.get("/{person_id}/export", response_model=FaceExport)
    async def export(request: Request, person_id: PersonId) -> Response:
        token, now_ms = token_in(request, settings), context.now_ms()

        def work(connection: Connection) -> FaceExport:
            staff = manager_of(connection, token, settings, now_ms)
            return face_desk.export_face(connection, hall, staff, person_id, context.face_keys, now_ms)

        answer = json_answer(await context.write(work))
        answer.headers["Content-Disposition"] = f'attachment; filename="{person_id}.json"'
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return router
