"""Procedures as tiles to choose from, and who takes them, in the citizen's language."""

from kiosk.kiosk import Offer
from models.procedures.procedure import Procedure
from ui.i18n import Words


def name_of(procedure: Procedure, words: Words) -> str:
    names = {"vi": procedure.name_vi, "en": procedure.name_en}
    return words.choose({language: name for language, name in names.items() if name})


def plain_of(procedure: Procedure, words: Words) -> str:
    """What it is, in a citizen's words; empty where nobody has written it."""
    said = {"vi": procedure.plain_vi, "en": procedure.plain_en}
    said = {language: plain for language, plain in said.items() if plain}
    return words.choose(said) if said else ""


def tile_of(procedure: Procedure, words: Words) -> dict[str, str]:
    return {"id": procedure.id, "name": name_of(procedure, words), "about": plain_of(procedure, words)}


def found_in(offer: Offer | None, procedure_id: str | None) -> Procedure | None:
    """The procedure of that id, as this hall offers it."""
    if offer is None or offer.procedures is None or procedure_id is None:
        return None
    return offer.procedures.find(procedure_id)
