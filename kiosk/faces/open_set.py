"""How often strangers are named, and people who are known are not, when a face is looked for among many."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kiosk.faces.share import Share
from kiosk.faces.template import OperatingPoint, TemplateKind, Vector


@dataclass(frozen=True, kw_only=True)
class OpenSet:
    """strangers_named: FPIR, of probes whose person is not in the gallery. known_missed: FNIR, of probes
    whose person is: not named, or named as somebody else. Each None without such probes.
    """

    strangers_named: Share | None
    known_missed: Share | None


@dataclass(frozen=True, kw_only=True, eq=False)
class Strangers:
    """bests: for each stranger, the score of whoever is most like them. leads: how far ahead of the next."""

    bests: Vector
    leads: Vector


def search_all(
    gallery: Vector,
    gallery_owners: Sequence[str],
    probes: Vector,
    probe_owners: Sequence[str],
    *,
    kind: TemplateKind,
    point: OperatingPoint,
) -> OpenSet:
    """Look for every probe twice: in the gallery as it is, and with its own person left out, as a stranger.

    gallery: (N, dim), one template or more a person. probes: (M, dim). Decides as kiosk.faces.gallery does.
    """
    people = _People(gallery, gallery_owners, kind)
    strangers = named = known = missed = 0
    for probe, owner in zip(probes, probe_owners, strict=True):
        bests = people.bests(probe)
        own = people.number_of.get(owner)
        if own is not None:
            known += 1
            first, score, lead = _first(bests)
            missed += first != own or score < point.identify or lead < point.margin
            bests = np.delete(bests, own)
        if len(bests):
            strangers += 1
            _, score, lead = _first(bests)
            named += score >= point.identify and lead >= point.margin
    return OpenSet(
        strangers_named=Share(count=named, of=strangers) if strangers else None,
        known_missed=Share(count=missed, of=known) if known else None,
    )


def each_a_stranger(templates: Vector, owners: Sequence[str], kind: TemplateKind) -> Strangers:
    """Look for every template among those of all other people; none when there is one person."""
    people = _People(templates, owners, kind)
    found = [
        _first(np.delete(people.bests(template), people.number_of[owner]))
        for template, owner in zip(templates, owners, strict=True)
        if len(people.number_of) > 1
    ]
    return Strangers(
        bests=np.array([score for _, score, _ in found], np.float32),
        leads=np.array([lead for _, _, lead in found], np.float32),
    )


class _People:
    """Who is known by which templates."""

    def __init__(self, templates: Vector, owners: Sequence[str], kind: TemplateKind) -> None:
        names, self._rows = np.unique(np.asarray(owners, dtype=str), return_inverse=True)
        self.number_of = {str(name): number for number, name in enumerate(names)}
        self._templates = templates
        self._kind = kind

    def bests(self, probe: Vector) -> Vector:
        """Each person's best score."""
        bests = np.full(len(self.number_of), -1.0, np.float32)
        np.maximum.at(bests, self._rows, self._kind.scores(self._templates, probe))
        return bests


def _first(bests: Vector) -> tuple[int, float, float]:
    """Who is most alike, how much, and how far ahead of the next."""
    first = int(bests.argmax())
    score = float(bests[first])
    return first, score, score - float(np.delete(bests, first).max(initial=-1.0))
