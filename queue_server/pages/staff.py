"""Where counter staff log in, choose their counter and work at it."""

import json
import math
import secrets
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from models.calling.policy import APPOINTMENT
from models.store.database import Connection
from models.store.hall_setup import rules_of, seats, services_of
from models.store.hall_staff import find_staff
from models.ticket import UNDO_WITHIN_MS, Outcome
from queue_server.alerts import Alerts, alerts
from queue_server.context import Context
from queue_server.desk import open_counter
from queue_server.pages.desk_api import COMMANDS_IN
from queue_server.pages.session_cookie import forget, logged_in, remember, token_in
from queue_server.pages.typed import Line
from queue_server.passwords import PasswordChecks
from queue_server.refusal import Refusal, Refused
from queue_server.render import Renderer
from queue_server.sessions import MINUTE_MS, begin_session, end_session, onlooker, staff_of
from queue_server.throttle import LoginThrottle

Typed = Annotated[Line, Form(max_length=256)]


def routes(context: Context, renderer: Renderer, passwords: PasswordChecks) -> APIRouter:
    """/login, /logout and /staff."""
    router = APIRouter(include_in_schema=False)
    settings, hall = context.settings, context.hall
    throttle = LoginThrottle()

    def login_page(login: str = "", refused: Refused | None = None) -> Response:
        error = refused and renderer.words.vi(f"refused.{refused.refusal}", **refused.details)
        return renderer.page(
            "login.html", {"error": error, "login": login}, refused.status if refused else 200
        )

    @router.get("/login")
    async def ask() -> Response:
        return login_page()

    @router.post("/login")
    async def log_in(request: Request, login: Typed, password: Typed) -> Response:
        now_ms, address = context.now_ms(), request.client.host if request.client else ""
        wait_ms = throttle.wait_ms(login, address, now_ms)
        if wait_ms:
            minutes = math.ceil(wait_ms / MINUTE_MS)
            return login_page(login, Refused(Refusal.TOO_MANY_TRIES, minutes=minutes))
        staff = await context.read(lambda connection: find_staff(connection, hall.id, login))
        matches = await passwords.matches(password, staff.password_hash if staff else None)
        if staff is None or not matches:
            return login_page(login, Refused(Refusal.WRONG_LOGIN))
        throttle.forgive(login, address)
        token = secrets.token_urlsafe(32)
        await context.write(
            lambda connection: begin_session(connection, staff, token=token, settings=settings, now_ms=now_ms)
        )
        answer = RedirectResponse("/staff", 303)
        remember(answer, token, settings)
        return answer

    @router.post("/logout")
    async def log_out(request: Request) -> Response:
        token, now_ms = token_in(request, settings), context.now_ms()
        if token:
            await context.change(lambda connection: end_session(connection, hall, token, settings, now_ms))
        answer = RedirectResponse("/login", 303)
        forget(answer, settings)
        return answer

    @router.post("/staff")
    async def sit_down(request: Request, number: Annotated[int, Form(ge=1, le=9999)]) -> Response:
        token, now_ms = token_in(request, settings), context.now_ms()

        def work(connection: Connection) -> None:
            staff = staff_of(connection, token, settings, now_ms)
            open_counter(connection, hall, staff, number, secrets.token_hex(16), now_ms)

        await context.change(work)
        return RedirectResponse("/staff", 303)

    @router.get("/staff")
    async def desk(request: Request) -> Response:
        staff, now_ms = await logged_in(request, context), context.now_ms()

        def work(connection: Connection) -> dict[str, object]:
            all_seats = seats(connection, hall.id)
            mine = [seat.counter for seat in all_seats if seat.staff_id == staff.id]
            services = services_of(connection, hall.id)
            classes = [one for one in rules_of(connection, hall.id).policy.classes if one.on]
            return {
                "staff": staff,
                "alerts": alerts(connection, hall, now_ms, for_manager=staff.is_manager),
                "seats": all_seats,
                "counter": mine[0] if mine else None,
                "services": services,
                "classes": classes,
                "appointment": APPOINTMENT,
                "outcomes": [one for one in Outcome if one is not Outcome.NOT_SAID],
                "undo_ms": UNDO_WITHIN_MS,
                "commands_in": json.dumps(dict(COMMANDS_IN)),
                "known": json.dumps(
                    {
                        "services": {one.id: [one.letter, one.name_vi, one.name_en] for one in services},
                        "classes": {one.id: asdict(one) for one in classes},
                    },
                    ensure_ascii=False,
                ),
            }

        content = await context.read(work)
        return renderer.page("desk.html" if content["counter"] else "choose.html", content)

    @router.get("/staff/alerts")
    async def only_alerts(request: Request) -> Response:
        token, now_ms = token_in(request, settings), context.now_ms()

        def work(connection: Connection) -> Alerts:
            staff = onlooker(connection, token, settings, now_ms)
            return alerts(connection, hall, now_ms, for_manager=staff.is_manager)

        return renderer.page("staff_alerts.html", {"alerts": await context.read(work)})

    return router
