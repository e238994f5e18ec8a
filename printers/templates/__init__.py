"""The templates of the slips: those that ship, and in their place those of a hall."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import get_args, get_type_hints

from printers.contents import CONTENTS, Kind
from printers.raster import draw
from printers.samples import SAMPLES
from printers.slip import PAPER_58MM, PAPER_80MM, SlipError
from printers.template import Template, lay_out
from printers.template_file import Names, TemplateError, parse_template

Templates = Mapping[Kind, Template]

# Without its number a ticket is none, and without the mark a copy is a second ticket.
_MUST = {kind: frozenset({"number", "reprint"}) for kind in (Kind.TICKET, Kind.LONG_TICKET)}


@cache
def shipped_templates() -> Templates:
    """Those that come with the program."""
    folder = Path(__file__).parent
    return {kind: _read(folder / f"{kind}.toml", kind) for kind in Kind}


def load_templates(folder: Path | None) -> tuple[Templates, list[str]]:
    """The shipped ones with those of `folder` in their place, and what is wrong there; that is left out.

    A hall writes the files it wants to change, named as the shipped ones are; each is tried before it is
    used. None: it changes nothing.
    """
    templates, problems = dict(shipped_templates()), list[str]()
    if folder is None:
        return templates, problems
    if not folder.is_dir():
        return templates, [f"{folder} is no directory"]
    for path in sorted(folder.glob("*.toml")):
        try:
            kind = Kind(path.stem)
            templates[kind] = _tried(_read(path, kind), kind)
        except TemplateError as error:
            problems.append(f"{path.name}: {error}")
        except ValueError:
            problems.append(f"{path.name}: no slip is called that; there are {', '.join(Kind)}")
    return templates, problems


def _read(path: Path, kind: Kind) -> Template:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TemplateError(f"cannot be read: {error}") from error
    return parse_template(text, _names_of(kind))


def _tried(template: Template, kind: Kind) -> Template:
    """The same. Raises TemplateError where the longest words there may be do not fit."""
    for paper in (PAPER_80MM, PAPER_58MM):
        for content in SAMPLES[kind]:
            try:
                draw(lay_out(template, content, paper))
            except SlipError as error:
                raise TemplateError(f"on paper of {paper.roll_mm} mm: {error}") from error
    return template


def _names_of(kind: Kind) -> Names:
    hints = get_type_hints(CONTENTS[kind])
    lists = {name: get_args(hint)[0] for name, hint in hints.items() if hint is not str}
    return Names(
        plain=frozenset(hints.keys() - lists.keys()),
        lists={name: frozenset(get_type_hints(item)) for name, item in lists.items()},
        must=_MUST.get(kind, frozenset()),
    )
