"""What is said of an opinion that is being handed over, or cannot be as it is."""

from kiosk.journey.errand import Draft
from ui.i18n import Words


def answer_of(draft: Draft, words: Words) -> str:
    """In one line; empty while there is nothing to say."""
    if draft.is_on_its_way:
        return words.text("opinion.sending")
    return "" if draft.no_opinion is None else words.text(f"opinion.{draft.no_opinion}")


def answer_about_of(draft: Draft, words: Words) -> str:
    """What to do then."""
    return "" if draft.no_opinion is None else words.text(f"opinion.{draft.no_opinion}_about")
