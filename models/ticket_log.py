"""How a log tells a ticket whole: each event that moves one holds how it stands after it (ADR-0027)."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from models.event_log import Event
from models.ticket import Ticket, TicketState

TICKET = "ticket"  # the field of an event's body
_DEFAULTS = {field.name: field.default for field in fields(Ticket)}

Body = Mapping[str, str | int | float | None]


def told_whole(ticket: Ticket) -> Body:
    """What the body of an event holds of `ticket`: JSON of all that is not as in a new one."""
    told = {name: value for name, value in vars(ticket).items() if value != _DEFAULTS[name]}
    return {TICKET: json.dumps(told, default=str, ensure_ascii=False, sort_keys=True, separators=(",", ":"))}


def ticket_of(event: Event) -> Ticket | None:
    """The ticket as it stood after `event`; None where the event moved none."""
    told = event.body.get(TICKET)
    if told is None:
        return None
    values: dict[str, Any] = json.loads(str(told))
    values["service_day"] = date.fromisoformat(values["service_day"])
    if "state" in values:
        values["state"] = TicketState(values["state"])
    if "then_service_ids" in values:
        values["then_service_ids"] = tuple(values["then_service_ids"])
    return Ticket(**values)
