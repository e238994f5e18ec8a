"""Where a citizen books an appointment, on a phone and without a log-in: service, day, time, confirm.

Every step is a page of its own with an address of its own, so it works without a script and Back goes back.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from models.appointment import days_to_book
from models.hall import Service
from models.service_day import local_time
from models.store.database import Connection
from models.store.hall_setup import rules_of, services_of
from queue_server.book import Wanted, check_slot, slots_left
from queue_server.context import Context
from queue_server.pages.booking_api import Bookings
from queue_server.pages.typed import MOST_MS, Line
from queue_server.refusal import Refusal, Refused
from queue_server.render import Renderer

Typed = Annotated[Line, Form(max_length=100)]


def routes(context: Context, renderer: Renderer, bookings: Bookings) -> APIRouter:
    """/dat-lich."""
    router = APIRouter(include_in_schema=False)
    hall = context.hall

    def found(connection: Connection, service_id: str, day: date | None) -> Mapping[str, Any]:
        """What the pages show: services that take appointments; of the chosen one days and free times."""
        now_ms, rules = context.now_ms(), rules_of(connection, hall.id)
        services = [one for one in services_of(connection, hall.id) if one.slot_capacity]
        service = next((one for one in services if one.id == service_id), None)
        if service is None:
            return {"service": None, "services": services}
        days = days_to_book(rules, context.today())
        if day not in days:
            day = _first_free(connection, service, days, now_ms)
        slots = slots_left(connection, hall, service, day, now_ms) if day else []
        return {
            "service": service,
            "days": days,
            "day": day,
            "times": [(slot, local_time(slot.starts_ms, hall.timezone)) for slot in slots],
            "late_min": rules.late_min,
        }

    def _first_free(
        connection: Connection, service: Service, days: Sequence[date], now_ms: int
    ) -> date | None:
        for day in days:
            if any(slot.left for slot in slots_left(connection, hall, service, day, now_ms)):
                return day
        return days[0] if days else None

    async def page(
        service_id: str,
        day: date | None,
        slot_ms: int | None,
        refused: Refused | None = None,
        contact: str = "",
    ) -> Response:
        content = dict(await context.read(lambda connection: found(connection, service_id, day)))
        if slot_ms is not None and refused is None and content["service"] is not None:
            try:
                check_slot([slot for slot, _ in content["times"]], slot_ms)
            except Refused as gone:
                refused, slot_ms = gone, None
        words = renderer.words
        content["error"] = refused and words.vi(f"refused.{refused.refusal}", **refused.details)
        status = refused.status if refused else 200
        if content["service"] is None:
            return renderer.page("booking.html", content, status)
        if slot_ms is None:
            return renderer.page("booking_times.html", content, status)
        at = local_time(slot_ms, hall.timezone)
        confirm = {"at": at, "slot_ms": slot_ms, "contact": contact, "key": secrets.token_hex(16)}
        return renderer.page("booking_confirm.html", content | confirm, status)

    @router.get("/dat-lich")
    async def choose(service_id: str = "", day: str = "", slot_ms: str = "") -> Response:
        return await page(service_id, _day(day), _moment(slot_ms))

    @router.post("/dat-lich")
    async def confirm(
        request: Request,
        key: Annotated[str, Form(pattern=r"^[0-9a-f]{32}$")],
        service_id: Typed,
        slot_ms: Annotated[int, Form(ge=0, lt=MOST_MS)],
        contact: Typed = "",
    ) -> Response:
        wanted = Wanted(service_ids=[service_id], slot_ms=slot_ms, contact=contact)
        try:
            booked = await bookings.book(request, key, wanted)
        except Refused as refused:
            day = local_time(slot_ms, hall.timezone).date()
            is_slot_gone = refused.refusal in (Refusal.SLOT_FULL, Refusal.NO_SUCH_SLOT)
            return await page(service_id, day, None if is_slot_gone else slot_ms, refused, contact)
        return RedirectResponse(f"/t/{booked.public_id}", 303)

    return router


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _moment(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 15 else None
