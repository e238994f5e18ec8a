"""Slips as the shipped templates have them, and what is written on them."""

from printers.contents import Content, Kind
from printers.slip import Bar, BesideQr, BigNumber, Paper, Row, Slip, Text
from printers.template import lay_out
from printers.templates import shipped_templates
from printers.ticket import TicketSlip, ticket_words


def slip_of(kind: Kind, content: Content, paper: Paper) -> Slip:
    return lay_out(shipped_templates()[kind], content, paper)


def ticket_on(paper: Paper, ticket: TicketSlip, kind: Kind = Kind.TICKET) -> Slip:
    return slip_of(kind, ticket_words(ticket), paper)


def said_on(slip: Slip) -> list[str]:
    """Every line of words on the slip, in order; a label and its value with a colon between them."""
    lines = []
    for element in slip.elements:
        for one in element.lines if isinstance(element, BesideQr) else (element,):
            match one:
                case Text(text=text) | Bar(text=text) | BigNumber(text=text):
                    lines.append(text)
                case Row(label=label, value=value):
                    lines.append(f"{label}: {value}")
    return lines
