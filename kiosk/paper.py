"""What a ticket's paper says: the ticket and its hall, as plain words for the printer."""

from kiosk.journey.visit import IssuedTicket
from models.service_day import local_time
from models.wire import Catalogue
from printers.slip import Paper, Slip
from printers.template import Template, lay_out
from printers.ticket import TicketSlip, ticket_words


def ticket_slip(
    catalogue: Catalogue, ticket: IssuedTicket, template: Template, paper: Paper, *, reprint: int = 0
) -> Slip:
    """The slip of `ticket`. The QR leads to the ticket's own page and holds nothing about the citizen.

    reprint: how many copies may be out there already.
    """
    hall = catalogue.hall
    service = {service.id: service for service in catalogue.services}[ticket.service_id]
    issued_at = local_time(ticket.issued_at_ms, hall.timezone)
    issuer_id, _, seq = ticket.id.split(".")
    priority = {one.id: one for one in catalogue.priorities}.get(ticket.priority)
    words = ticket_words(
        TicketSlip(
            authority=hall.authority,
            centre=hall.centre,
            hall=hall.name,
            number=ticket.number,
            service_vi=service.name_vi,
            service_en=service.name_en,
            counters=", ".join(map(str, ticket.counters)),
            ahead=ticket.ahead,
            wait=ticket.wait,
            is_estimate=ticket.is_estimate,
            issued_at=issued_at,
            follow_url=ticket.follow_url,
            appointment=None if ticket.slot_ms is None else local_time(ticket.slot_ms, hall.timezone),
            priority_vi=priority.name_vi if priority else "",
            priority_en=priority.name_en if priority else "",
            reprint=reprint,
            ticket_code=f"{issuer_id}-{issued_at:%Y%m%d}-{int(seq):04d}",
        )
    )
    return lay_out(template, words, paper)
