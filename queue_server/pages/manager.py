"""Where the head of the hall decides how it calls."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from models.calling.policy import REGULAR, Policy, Rule
from models.hall import Hours
from models.store.database import Connection
from models.store.hall_setup import rules_of, seats, services_of
from models.store.hall_staff import Staff, people_of
from models.wire import encode
from queue_server.context import Context
from queue_server.pages.session_cookie import logged_in
from queue_server.refusal import Refusal, Refused
from queue_server.render import Renderer


async def manager_in(request: Request, context: Context) -> Staff:
    """Who sends the request. Raises Refused unless a manager is logged in there."""
    staff = await logged_in(request, context)
    if not staff.is_manager:
        raise Refused(Refusal.MANAGERS_ONLY)
    return staff


def routes(context: Context, renderer: Renderer) -> APIRouter:
    """/rules, for managers."""
    router = APIRouter(include_in_schema=False)
    hall = context.hall

    @router.get("/rules")
    async def rules_page(request: Request) -> Response:
        staff = await manager_in(request, context)

        def work(connection: Connection) -> dict[str, object]:
            rules = rules_of(connection, hall.id)
            return {
                "staff": staff,
                "rules": rules,
                "rules_json": encode(rules).decode(),
                "usual_hours": Hours(),
                "all_rules": tuple(Rule),
                "default_rule": Policy().rule,
                "regular": REGULAR,
                "services": services_of(connection, hall.id),
                "counters": [seat.counter for seat in seats(connection, hall.id)],
                "people": people_of(connection, hall.id),
            }

        return renderer.page("rules.html", await context.read(work))

    return router
