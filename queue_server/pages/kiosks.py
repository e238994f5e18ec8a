"""Where the head of the hall sees how the kiosks are, and what they sent that nobody could use."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from models.kiosk_health import ONLY_TO_BE_KNOWN, KioskSeen, Trouble
from models.service_day import local_time
from models.store.database import Connection
from models.store.hall_city import find_city_link
from models.store.hall_copies import tip_of
from models.store.hall_kiosks import ParkedEntry, parked_entries
from models.ticket import EventKind
from models.turn import MINUTE_MS
from queue_server.answers import json_answer
from queue_server.context import Context
from queue_server.kiosks import Filed, KioskState, file_one_away, kiosk_states, own_version
from queue_server.pages.desk_api import Key
from queue_server.pages.session_cookie import token_in
from queue_server.pages.typed import MOST_NUMBER
from queue_server.parked_reasons import in_words
from queue_server.render import Renderer
from queue_server.sessions import looking_manager, manager_of

MOST_LISTED = 50
CITY_LATE_MS = 10 * MINUTE_MS  # it is told at least every minute
_CLOCK_SHOWN_MS = 2000  # a line that is slow for a moment looks like that
_FACTS = {  # which of them stands in red
    Trouble.SILENT: "contact",
    Trouble.UNSENT: "outbox",
    Trouble.OUT_OF_PAPER: "paper",
    Trouble.PAPER_LOW: "paper",
    Trouble.CLOCK: "clock",
    Trouble.DISK: "disk",
}
_KINDS = (EventKind.TICKET_ISSUED, EventKind.TICKET_CHECKED_IN, EventKind.SLIP_PRINTED)


def routes(context: Context, renderer: Renderer) -> APIRouter:
    """/kiosks and the command on it, for managers."""
    router = APIRouter()
    settings, hall, words = context.settings, context.hall, renderer.words

    def moment(at_ms: int | None) -> str:
        return "" if at_ms is None else f"{local_time(at_ms, hall.timezone):%H:%M:%S %d/%m/%Y}"

    def ago(at_ms: int | None, now_ms: int) -> str:
        if at_ms is None:
            return words.vi("kiosks.never")
        minutes = max(0, now_ms - at_ms) // MINUTE_MS
        if minutes < 1:
            return words.vi("kiosks.just_now")
        if minutes < 60:
            return words.vi("kiosks.minutes_ago", n=minutes)
        return moment(at_ms)

    def clock(kiosk: KioskSeen) -> str:
        ahead_ms = kiosk.clock_ahead_ms
        if ahead_ms is None:
            return "–"
        if abs(ahead_ms) < _CLOCK_SHOWN_MS:
            return words.vi("kiosks.clock_right")
        length_s = abs(ahead_ms) // 1000
        length = (
            words.vi("kiosks.seconds", n=length_s)
            if length_s < 120
            else words.vi("kiosks.minutes", n=length_s // 60)
        )
        return words.vi("kiosks.clock_fast" if ahead_ms > 0 else "kiosks.clock_slow", by=length)

    def shown(state: KioskState, now_ms: int) -> dict[str, object]:
        kiosk, health = state.seen, state.seen.health
        return {
            "id": kiosk.id,
            "is_well": state.is_well,
            "standing": "bad" if not state.is_well else "unknown" if state.is_unknown else "well",
            "amiss": [_FACTS[one] for one in state.troubles if one in _FACTS],
            "parked": kiosk.parked,
            "troubles": [(one, one in ONLY_TO_BE_KNOWN) for one in state.troubles],
            "contact": ago(kiosk.last_contact_ms, now_ms),
            "outbox": "–" if health is None else health.outbox,
            "paper": "–" if health is None else words.vi(f"kiosks.paper.{health.paper}"),
            "clock": clock(kiosk),
            "disk": "–" if health is None or health.disk_free_mb is None else _size(health.disk_free_mb),
            "version": "–" if health is None else health.program_version[:20],
        }

    def shown_entry(entry: ParkedEntry) -> dict[str, object]:
        kind = "kiosks.kind." + entry.kind if entry.kind in _KINDS else "kiosks.kind.other"
        return vars(entry) | {
            "name": entry.name,
            "kind": words.vi(kind),
            "reason": in_words(entry.reason, words),
            "at": moment(entry.at_ms) or "–",
            "seen_at": moment(entry.seen_at_ms),
            "seen_by": (entry.seen_by or "").removeprefix("staff:"),
        }

    def shown_city(connection: Connection, now_ms: int) -> dict[str, object] | None:
        link = find_city_link(connection, hall.id)
        if link is None or link.name is None:
            return None
        is_late = now_ms - (link.heard_at_ms or 0) >= CITY_LATE_MS
        told = words.vi(
            "kiosks.city_late" if is_late else "kiosks.city",
            high=link.high,
            last=tip_of(connection, hall.id).seq,
            ago=ago(link.heard_at_ms, now_ms).lower(),
        )
        return {"is_late": is_late, "told": told}

    @router.get("/kiosks", include_in_schema=False)
    async def kiosks_page(request: Request) -> Response:
        token, now_ms = token_in(request, settings), context.now_ms()

        def work(connection: Connection) -> dict[str, object]:
            # It renews itself, and whoever only leaves it open is not at work.
            staff = looking_manager(connection, token, settings, now_ms)
            states = kiosk_states(connection, hall, now_ms)
            return {
                "staff": staff,
                "city": shown_city(connection, now_ms),
                "version": own_version(),
                "bad": sum(not one.is_well for one in states),
                "kiosks": [shown(one, now_ms) for one in states],
                "parked": [
                    shown_entry(one)
                    for one in parked_entries(connection, hall.id, seen=False, most=MOST_LISTED)
                ],
                "parked_n": sum(one.seen.parked for one in states),
                "filed": [
                    shown_entry(one)
                    for one in parked_entries(connection, hall.id, seen=True, most=MOST_LISTED)
                ],
            }

        return renderer.page("kiosks.html", await context.read(work))

    @router.post("/api/hall/kiosks/{kiosk_id}/parked/{seq}/seen", response_model=Filed, tags=["kiosks"])
    async def seen(
        request: Request,
        kiosk_id: Annotated[str, Path(pattern=r"^\w{1,64}$")],
        seq: Annotated[int, Path(ge=1, le=MOST_NUMBER)],
        key: Key,
    ) -> Response:
        """Somebody has looked at a parked entry; it is filed away. The same again does nothing."""
        token, now_ms = token_in(request, settings), context.now_ms()

        def work(connection: Connection) -> Filed:
            staff = manager_of(connection, token, settings, now_ms)
            return file_one_away(connection, hall, staff, kiosk_id, seq, now_ms)

        return json_answer(await context.write(work))

    return router


def _size(free_mb: int) -> str:
    return f"{free_mb} MB" if free_mb < 10_000 else f"{free_mb // 1000} GB"
