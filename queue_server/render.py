"""Draw a page from its template and the words."""

import json
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from models.hall import Hall
from queue_server.words import Words

_TEMPLATES = Path(__file__).parent / "templates"


class Renderer:
    """The templates of this version, for one hall."""

    def __init__(self, hall: Hall, words: Words) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals |= {
            "hall": hall,
            "vi": words.vi,
            "en": words.en,
            "words_under": lambda prefix: json.dumps(words.under(prefix), ensure_ascii=False),
            "minutes": minutes,
        }
        self.words = words

    def page(
        self, template: str, content: Mapping[str, object] | None = None, status: int = 200
    ) -> HTMLResponse:
        """The page `template` shows of `content`. Pages are never kept by browsers: they change."""
        html = self._templates.get_template(template).render(content or {})
        return HTMLResponse(html, status, headers={"Cache-Control": "no-store"})


def minutes(seconds: float | None) -> str:
    """A length of time for a table of figures: whole minutes."""
    if seconds is None:
        return "–"
    return "< 1" if seconds < 30 else str(round(seconds / 60))
